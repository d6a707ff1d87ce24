"""The reverse-mentoring programme: who fits whom, who is paired, how it goes."""

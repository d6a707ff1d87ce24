"""What is asked of Jive, and which of its fields may be kept: data only.

`asked` is sent as the `fields` of a request. `read` fields are looked at to derive something and dropped; a field that
is in neither list and not among `ordinary` is counted by name, so that somebody can decide about it.
"""

from __future__ import annotations

from dataclasses import dataclass

CONTENT_TYPES = ("discussion", "document", "file", "post", "poll", "idea", "video", "event", "update")
OTHER_COMMENTS = {"document": ("author", "inline"), "file": ("author", "inline")}
PRIVATE_GROUPS = frozenset({"PRIVATE", "SECRET"})

_SENT_ANYWAY = frozenset({"id", "type", "resources", "typeCode"})


@dataclass(frozen=True)
class Resource:
    """One kind of thing: the fields that are kept, those that are only read, and those known and refused."""

    kept: frozenset[str]
    read: frozenset[str] = frozenset()
    ordinary: frozenset[str] = frozenset()

    @property
    def asked(self) -> str:
        """The value of `fields`."""
        return ",".join(sorted(self.kept | self.read))

    @property
    def known(self) -> frozenset[str]:
        return self.kept | self.read | self.ordinary | _SENT_ANYWAY


_ANSWER = frozenset({"parent", "published", "updated", "likeCount", "replyCount"})
_ANSWER_READ = frozenset({"author", "content"})
_SEEN_IN_ANSWERS = frozenset(
    [
        "abuseCount",
        "attachments",
        "canMarkHelpful",
        "externalID",
        "favoriteCount",
        "followed",
        "followerCount",
        "fromQuest",
        "helpfulCount",
        "iconCss",
        "lastActivity",
        "lastActivityDate",
        "onBehalfOf",
        "outcomeCounts",
        "outcomeTypeNames",
        "outcomeTypes",
        "parentContent",
        "parentContentVisible",
        "parentID",
        "parentPlace",
        "parentVisible",
        "publishedCalendarDate",
        "publishedTime",
        "question",
        "rootExternalID",
        "rootType",
        "rootURI",
        "root",
        "status",
        "subject",
        "tags",
        "via",
        "viewCount",
        "visibleToExternalContributors",
        "discussion",
        "highlightSubject",
        "highlightTags",
        "highlightBody",
        "currentUserMentionedInObject",
    ]
)

PEOPLE = Resource(
    kept=frozenset({"id"}),
    read=frozenset({"jive", "location"}),
    ordinary=frozenset(
        [
            "addresses",
            "directReportCount",
            "displayName",
            "emails",
            "followed",
            "followerCount",
            "followingCount",
            "initialLogin",
            "mentionName",
            "name",
            "phoneNumbers",
            "photos",
            "published",
            "status",
            "tags",
            "thumbnailId",
            "thumbnailUrl",
            "updated",
        ]
    ),
)
PLACES = Resource(
    kept=frozenset({"placeID", "type", "groupType", "memberCount", "followerCount", "parent", "status"}),
    ordinary=frozenset(
        [
            "childCount",
            "contentTypes",
            "creator",
            "description",
            "displayName",
            "groupTypeNew",
            "iconCss",
            "locale",
            "name",
            "published",
            "tags",
            "updated",
            "viewCount",
            "visibleToExternalContributors",
        ]
    ),
)
CONTENTS = Resource(
    kept=frozenset(
        [
            "contentID",
            "type",
            "published",
            "updated",
            "lastActivityDate",
            "status",
            "question",
            "resolved",
            "tags",
            "version",
            "replyCount",
            "likeCount",
            "outcomeCounts",
        ]
    ),
    read=frozenset({"author", "content", "answer", "parent", "parentPlace", "archived", "restrictReplies"}),
    ordinary=_SEEN_IN_ANSWERS
    | frozenset(
        [
            "approvers",
            "authors",
            "authorship",
            "binaryURL",
            "categories",
            "commentCount",
            "contentType",
            "duration",
            "editingBy",
            "entityType",
            "extendedAuthors",
            "helpful",
            "latitude",
            "longitude",
            "name",
            "options",
            "permalink",
            "publishDate",
            "repost",
            "restrictComments",
            "sameQuestionCount",
            "score",
            "size",
            "stage",
            "updater",
            "users",
            "videoMetadata",
            "visibility",
            "voteCount",
            "votes",
        ]
    ),
)
MESSAGES = Resource(kept=_ANSWER | {"answer", "helpful"}, read=_ANSWER_READ, ordinary=_SEEN_IN_ANSWERS)
COMMENTS = Resource(kept=_ANSWER, read=_ANSWER_READ, ordinary=_SEEN_IN_ANSWERS)
_PERSON = frozenset({"displayName", "name", "jive", "followed", "followerCount", "followingCount", "mentionName"})
MEMBERS = Resource(kept=frozenset({"state"}), read=frozenset({"person"}), ordinary=frozenset({"group", "published"}))
FOLLOWERS = Resource(kept=frozenset(), ordinary=_PERSON)
LIKES = Resource(kept=frozenset({"id"}), ordinary=_PERSON)
DELETIONS = Resource(
    kept=frozenset({"eventDate", "objectType", "objectId"}),
    read=frozenset({"url"}),
    ordinary=frozenset({"containerId", "containerType", "containerUri"}),
)
OUTCOMES = Resource(
    kept=frozenset({"id", "creationDate", "updated", "outcomeType"}),
    read=frozenset({"user", "parent"}),
    ordinary=frozenset({"note", "predecessorOutcome", "properties", "status"}),
)
VERSIONS = Resource(
    kept=frozenset({"versionNumber", "published"}),
    read=frozenset({"author"}),
    ordinary=frozenset({"content", "minorVersion", "status", "updated"}),
)

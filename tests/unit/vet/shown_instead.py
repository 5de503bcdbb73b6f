"""Pages in the shape in which block pages, logins and outages are served, with status 200."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Instead:
    """What is shown in place of a page."""

    what: str
    html: str


CHALLENGE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta http-equiv="refresh" content="360"><meta name="robots" content="noindex,nofollow"></head>
<body class="no-js"><div class="main-wrapper" role="main"><div class="main-content">
<noscript><div id="challenge-error-title">Enable JavaScript and cookies to continue</div></noscript>
<h1 class="zone-name-title h1">www.unodc.example</h1>
<h2 id="challenge-running">Verifying you are human. This may take a few seconds.</h2>
<div id="challenge-body-text">www.unodc.example needs to review the security of your connection
before proceeding.</div></div></div>
<script>(function(){window._cf_chl_opt={cvId:'3',cType:'managed',cRay:'9a4f0c1d2e3b4a5c'};})();
</script><div class="ray-id">Ray ID: <code>9a4f0c1d2e3b4a5c</code></div></body></html>"""

ACCESS_DENIED = """<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>
You don't have permission to access "http&#58;&#47;&#47;www&#46;unodc&#46;example&#47;" on this
server.<P>Reference&#32;&#35;18&#46;9d6c1602&#46;1770112345&#46;2b6f0c1<P>https://errors.example/
</BODY></HTML>"""

INCIDENT = """<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW">
<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script></head>
<body style="margin:0px;height:100%"><iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=1"
frameborder=0 width="100%" height="100%">Request unsuccessful. Incapsula incident ID:
1234000560-98765432101234567</iframe></body></html>"""

BLOCKED = """<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head>
<body><div id="cf-wrapper"><h1>Sorry, you have been blocked</h1><h2>You are unable to access
unodc.example</h2><p>Why have I been blocked? This website is using a security service to protect
itself from online attacks.</p><p>Cloudflare Ray ID: <strong>9a4f</strong></p></div></body>
</html>"""

PORTAL = """<!DOCTYPE html><html><head><title>Guest Wi-Fi</title></head><body>
<img src="logo.png"><h1>Welcome to the conference centre</h1><p>Accept the terms of use to connect
to the network.</p><form action="http://10.1.0.1/login"><label><input type="checkbox"> I accept the
terms</label><button>Connect</button></form></body></html>"""

LOGIN = """<!DOCTYPE html><html><head><title>Sign in to your account</title></head><body>
<form><h1>Sign in</h1><label>Email <input type="email"></label><label>Password
<input type="password"></label><button>Sign in</button><a href="/reset">Can't access your account?
</a></form><footer>Terms of use Privacy</footer></body></html>"""

MAINTENANCE = """<!DOCTYPE html><html><head><title>Maintenance</title></head><body><main>
<h1>We will be back soon</h1><p>The site is under urgent maintenance and is currently
unavailable. We apologise for the inconvenience.</p></main></body></html>"""

SHELL = """<!DOCTYPE html><html lang="en"><head><title>App</title><script defer
src="/static/js/main.4f1c.js"></script></head><body><noscript>You need to enable JavaScript to run
this app.</noscript><div id="root"></div></body></html>"""

SPOKEN_SHELL = """<!DOCTYPE html><html><head><title>App</title></head><body><div id="root">
You need to enable JavaScript to run this app.</div></body></html>"""

NOT_FOUND = """<!DOCTYPE html><html><head><title>404</title></head><body><main><h1>Page not
found</h1><p>The page may have moved. Try the search.</p></main></body></html>"""

#: All of them; what they say differs, and so do their lengths.
PAGES = (
    Instead("a challenge", CHALLENGE),
    Instead("a refusal of a content network", ACCESS_DENIED),
    Instead("an incident in a frame", INCIDENT),
    Instead("a block", BLOCKED),
    Instead("a captive portal", PORTAL),
    Instead("a login", LOGIN),
    Instead("maintenance", MAINTENANCE),
    Instead("an empty shell", SHELL),
    Instead("a shell that asks for scripts", SPOKEN_SHELL),
    Instead("a soft 404", NOT_FOUND),
)

#: What bot protections put into the head of good pages, and at the end of their body.
IN_HEAD = """<script>(function(){function c(){var b=a.contentDocument;if(b){var d=b.
createElement('script');d.innerHTML="window.__CF$cv$params={r:'9a4f0c1d',t:'MTc3MDEx'};
var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';";
}}})();</script><script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e"></script>
<script type="text/javascript" src="/akam/13/5a1b2c3d" defer></script>
"""
IN_BODY = f"""<noscript>Enable JavaScript and cookies to continue. Request unsuccessful.</noscript>
{IN_HEAD}<iframe src="/_Incapsula_Resource?CWUDNSAI=9">Request unsuccessful. Incapsula incident ID
</iframe>"""

"""A small OpenID Connect provider on loopback for tests: signs with RSA, remembers what it was asked, checks PKCE."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from urllib.parse import parse_qs, urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "msoko", "the secret of tests"


class Silent(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Provider:
    """`claims` is who signs in next; `spoil` changes the signed token before it is sent."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.claims: dict = {}
        self.spoil = lambda claims: claims
        self._codes: dict[str, dict] = {}
        self._server = make_server("127.0.0.1", 0, self._answer, handler_class=Silent)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def authorize(self, address: str) -> str:
        """What a browser does at the provider: agree, and be sent back to this address."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"]
        code = f"code{len(self._codes)}"
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _answer(self, environ, start_response):
        said = getattr(self, "_" + environ["PATH_INFO"].strip("/").replace("/", "_").replace(".", "").replace("-", "_"))
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        found = said({name: values[0] for name, values in parse_qs(body).items()}, environ)
        content = json.dumps(found).encode()
        start_response("200 OK" if "error" not in found else "400 Bad Request", [("Content-Type", "application/json")])
        return [content]

    def _well_known_openid_configuration(self, form, environ):
        return {
            "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token", "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys", "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }  # fmt: skip

    def _keys(self, form, environ):
        return {"keys": [json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key())) | {"kid": "1"}]}

    def _token(self, form, environ):
        asked = self._codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if not asked or form["client_secret"] != SECRET or challenge.decode() != asked["code_challenge"]:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = self.spoil({"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims})
        token = jwt.encode(claims, self.key, "RS256", {"kid": "1"})
        return {"access_token": "access", "token_type": "Bearer", "id_token": token}

    def _userinfo(self, form, environ):
        assert environ["HTTP_AUTHORIZATION"] == "Bearer access"
        return self.claims

"""Makes keys and tokens with PyJWT: {"keys": {name: "RS256" | "ES256"}, "tokens": [{"key", "header", "claims"}]} -> {"keys": {name: jwk}, "tokens": [...]}."""
import json
import sys

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa


def make(algorithm):
    return rsa.generate_private_key(65537, 2048) if algorithm == "RS256" else ec.generate_private_key(ec.SECP256R1())


def jwk(name, algorithm, key):
    kind = jwt.algorithms.RSAAlgorithm if algorithm == "RS256" else jwt.algorithms.ECAlgorithm
    if algorithm == "RS256":
        public = json.loads(kind.to_jwk(key.public_key()))
    else:
        numbers = key.public_key().public_numbers()
        encode = lambda value: jwt.utils.base64url_encode(value.to_bytes(32, "big")).decode()
        public = {"kty": "EC", "crv": "P-256", "x": encode(numbers.x), "y": encode(numbers.y)}
    public.pop("key_ops", None)
    return {**public, "alg": algorithm, "use": "sig"}


asked = json.load(sys.stdin)
keys = {name: make(algorithm) for name, algorithm in asked["keys"].items()}
print(json.dumps({
    "keys": {name: jwk(name, asked["keys"][name], key) for name, key in keys.items()},
    "tokens": [
        jwt.encode(token["claims"], keys[token["key"]], algorithm=asked["keys"][token["key"]], headers=token["header"] or None)
        for token in asked["tokens"]
    ],
}))

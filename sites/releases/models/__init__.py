"""Models of the release store; every table is in the public schema."""

from sites.releases.models.change import Change
from sites.releases.models.files import FileUse, PublicFile
from sites.releases.models.release import OldAddress, Release
from sites.releases.models.sharing import SharingRule

__all__ = ["Change", "FileUse", "OldAddress", "PublicFile", "Release", "SharingRule"]

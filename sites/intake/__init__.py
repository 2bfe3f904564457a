"""How what citizens send gets in: checked, sealed, put into the inbox by a role that can read nothing."""

"""What GitHub's runner does with a step's output."""


def obeyed(output: str) -> list[str]:
    """The commands that it obeys, without those that fold the log and stop others."""
    found, token = [], None
    for one in output.splitlines():
        name, _, data = one.strip().removeprefix("::").partition("::")
        if token is None and (one.strip().startswith("::") or "##[" in one):
            found.append(one)
            token = data if name == "stop-commands" else None
        elif one.strip() == f"::{token}::":
            token = None
    assert token is None
    return [one for one in found if not one.startswith(_OF_THE_LOG)]


_OF_THE_LOG = ("::group::", "::stop-commands::", "::endgroup::")

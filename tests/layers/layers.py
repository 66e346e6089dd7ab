#!/usr/bin/env python3
"""Fails on an #include that points up: src/README.md has the picture.

usage: layers.py ROOT          the tree
       layers.py ROOT --self   that each rule can fail
"""

import pathlib
import re
import sys
import tempfile

VALUES = {
    "call_options", "capability", "error", "header", "health", "join", "json_text", "meeting", "meeting_ref", "page", "platform_info", "presence",
    "recording", "registry", "result", "room", "secret", "theme", "time", "traffic", "webhook",
}
RUNTIME = {"client", "instance_runtime", "instance_state", "observer", "retry", "runtime_env", "curl_transport", "detail/operation",
           "detail/running_step", "detail/call", "detail/async_call", "async_client", "curl_async_transport"}
SELECTION = {"builtin_platforms", "config", "factory", "flag_source", "selector", "vplatform"}

# layer: the layers it may include beside itself, and the third-party libraries it may use
ALLOWED = {
    "values": (set(), ""),
    "spi": ({"values"}, ""),
    "support": ({"values", "spi"}, "nlohmann|openssl|fmt"),
    "runtime": ({"values", "spi", "support"}, "openssl"),
    "http": ({"values", "spi", "support", "runtime"}, "curl"),
    "testing": ({"values", "spi", "runtime"}, "httplib"),
    "platforms": ({"values", "spi"}, ""),
    "selection": ({"values", "spi", "support", "runtime"}, "nlohmann|fmt"),
    "sessions": ({"values", "spi", "support", "runtime", "selection"}, "soci|curl"),
    "emulators": ({"values", "spi", "testing", "platforms"}, ""),
    "cli": ({"values", "spi", "runtime", "selection", "sessions", "testing", "platforms", "emulators"}, "CLI"),
}


def layer_of_public(name):
    """The layer of a header that is included as vplatform/NAME.hpp."""
    for prefix, layer in (("spi/", "spi"), ("testing/", "testing"), ("platforms/", "platforms"), ("interop/", "interop"),
                          ("sessions/", "sessions"), ("emulators/", "emulators")):
        if name.startswith(prefix):
            return layer
    for names, layer in ((VALUES, "values"), (RUNTIME, "runtime"), (SELECTION, "selection")):
        if name in names:
            return layer
    return None


def layer_of_file(path):
    parts = path.split("/")
    if parts[0] == "include":
        return layer_of_public("/".join(parts[2:]).removesuffix(".hpp"))
    if parts[0] == "src":
        return "values" if parts[1] == "core" else parts[1]
    return "platforms"


def files(root):
    for top in ("include", "src", "platforms"):
        for path in sorted((root / top).rglob("*.[ch]pp")):
            relative = str(path.relative_to(root))
            if "/tests/" not in relative:
                yield relative, path.read_text()


def faults_of(relative, text):
    layer = layer_of_file(relative)
    if layer is None:
        yield f"{relative}: is in no layer; tests/layers/layers.py has to know it"
        return
    if layer == "interop":
        return
    public = "include/vplatform/" in relative
    if public and not text.lstrip().startswith("#pragma once"):
        yield f"{relative}: does not begin with #pragma once"
    may_include, may_use = ALLOWED[layer]
    for number, line in enumerate(text.splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
        if not found:
            continue
        included = found.group(1)
        where = f"{relative}:{number}: {layer}"
        if third_party(line, included):
            if public or not (may_use and re.match(f"({may_use})[/.]", included)):
                yield f"{where} includes the third party {included}"
        elif included.startswith("vplatform/"):
            target = layer_of_public(included.removeprefix("vplatform/").removesuffix(".hpp"))
            if target is None:
                yield f"{where} includes {included}, which is in no layer"
            # The values of a layer below may be shown by spi/http.cpp's neighbours in src/core, which holds spi's few functions too.
            elif target != layer and target not in may_include and not (relative.startswith("src/core/") and target == "spi"):
                yield f"{where} includes {included} of {target}"
            if layer == "platforms" and target == "platforms" and not own(relative, included):
                yield f"{where} includes another platform's {included}"
        elif found.group(0).rstrip().endswith('"') and "/" in included and relative.startswith("src/"):
            target = included.split("/")[0]
            if target in ALLOWED and target != layer and target not in may_include:
                yield f"{where} includes {included} of {target}"
        elif layer == "platforms" and included.startswith(".."):
            yield f"{where} reaches out of its folder with {included}"


def third_party(line, included):
    """In angle brackets and not the standard library, whose headers have neither a folder nor an ending, nor the system's."""
    return "<" in line and re.search("[/.]", included) and not re.match(r"(unistd\.h|fcntl\.h|pthread\.h|netinet/|sys/|[a-z]mmintrin\.h)", included)


def own(relative, included):
    kind = relative.split("/")[1]
    name = included.removeprefix("vplatform/platforms/").removesuffix(".hpp")
    return kind == "_template" or name == kind or name.startswith(kind + "_") or name.startswith(kind + "/")


def check(root):
    return [fault for relative, text in files(root) for fault in faults_of(relative, text)]


BAD = {
    "a public header with a third party": ("include/vplatform/error.hpp", "#pragma once\n#include <nlohmann/json.hpp>\n"),
    "a value that includes spi": ("include/vplatform/meeting.hpp", '#pragma once\n#include "vplatform/spi/http.hpp"\n'),
    "spi that includes the client": ("include/vplatform/spi/step.hpp", '#pragma once\n#include "vplatform/client.hpp"\n'),
    "a public header without a guard": ("include/vplatform/error.hpp", "int x;\n"),
    "a platform that includes the runtime": ("platforms/daily/daily_wire.cpp", '#include "vplatform/client.hpp"\n'),
    "a platform that includes another": ("platforms/daily/daily_wire.cpp", '#include "vplatform/platforms/mock.hpp"\n'),
    "a platform with a third party": ("platforms/daily/daily_wire.cpp", "#include <openssl/evp.h>\n"),
    "the runtime that includes a platform": ("src/runtime/client.cpp", '#include "vplatform/platforms/daily.hpp"\n'),
    "the runtime that includes selection's inside": ("src/runtime/client.cpp", '#include "selection/snapshot.hpp"\n'),
    "a platform that includes one whose name begins with its own": ("platforms/day/day.cpp", '#include "vplatform/platforms/daily.hpp"\n'),
    "a third party that nobody has heard of": ("src/runtime/client.cpp", "#include <absl/strings/cord.h>\n"),
    "curl outside http": ("src/runtime/client.cpp", "#include <curl/curl.h>\n"),
    "support that includes the runtime": ("src/support/jwt.cpp", '#include "vplatform/retry.hpp"\n'),
    "selection that includes sessions": ("src/selection/factory.cpp", '#include "vplatform/sessions/store.hpp"\n'),
    "sessions that include a platform": ("src/sessions/store/store.cpp", '#include "vplatform/platforms/daily.hpp"\n'),
    "a public header of sessions that shows SOCI": ("include/vplatform/sessions/store.hpp", "#pragma once\n#include <soci/soci.h>\n"),
    "SOCI outside sessions": ("src/runtime/client.cpp", "#include <soci/soci.h>\n"),
    "a public header in no layer": ("include/vplatform/other.hpp", "#pragma once\n"),
}


def check_self():
    failed = 0
    for what, (path, text) in BAD.items():
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder) / path
            target.parent.mkdir(parents=True)
            target.write_text(text)
            if not check(pathlib.Path(folder)):
                print(f"passes, and should not: {what}")
                failed += 1
    print(f"{len(BAD) - failed} passed, {failed} failed")
    return failed


def main():
    if sys.argv[2:] == ["--self"]:
        return 1 if check_self() else 0
    faults = check(pathlib.Path(sys.argv[1]))
    print("\n".join(faults) or "every include points down")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env bash
# What the README shows of a program is that program: the lines between its two marks "// [NAME]", or "# [NAME]" in a CMakeLists.txt.
# usage: snippet.sh README SOURCE NAME
set -euo pipefail
python3 - "$@" <<'PY'
import pathlib
import sys
import textwrap

readme, source, name = sys.argv[1:]
comment, language = ("#", "cmake") if source.endswith("CMakeLists.txt") else ("//", "cpp")
mark = f"{comment} [{name}]"
parts = pathlib.Path(source).read_text().split(mark + "\n")
if len(parts) != 3:
    sys.exit(f"{source} has no two marks {mark}")
shown = textwrap.dedent(parts[1].rstrip(" "))
if f"```{language}\n{shown}```\n" not in pathlib.Path(readme).read_text():
    sys.exit(f"{readme} does not show what is between the marks {mark} of {source}")
print("the README shows what is compiled")
PY

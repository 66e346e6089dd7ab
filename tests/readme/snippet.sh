#!/usr/bin/env bash
# What the README shows of a program is that program: the lines between its two marks "// [NAME]".
# usage: snippet.sh README SOURCE NAME
set -euo pipefail
python3 - "$@" <<'PY'
import pathlib
import sys

readme, source, name = sys.argv[1:]
parts = pathlib.Path(source).read_text().split(f"// [{name}]\n")
if len(parts) != 3:
    sys.exit(f"{source} has no two marks // [{name}]")
if "```cpp\n" + parts[1] + "```\n" not in pathlib.Path(readme).read_text():
    sys.exit(f"{readme} does not show what is between the marks // [{name}] of {source}")
print("the README shows what is compiled")
PY

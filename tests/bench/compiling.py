"""What it costs to include the library, and to have it."""

import os
import pathlib
import resource
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LARGEST = 1_500_000  # bytes of the stripped core


def compile_seconds(include):
    """Processor time of a compiler that reads one include and no more."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "one.cpp"
        source.write_text(f"#include <{include}>\n")
        command = [os.environ.get("CXX", "g++"), "-std=c++20", "-O2", "-I", ROOT / "include", "-c", source, "-o", "/dev/null"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def include_cost(_build):
    return {"ours": lambda: {"ns": compile_seconds("vplatform/vplatform.hpp") * 1e9},
            "floor": lambda: {"ns": compile_seconds("nlohmann/json.hpp") * 1e9}}


def size_of_library(build):
    with tempfile.TemporaryDirectory() as folder:
        library = pathlib.Path(folder) / "core.so"
        subprocess.run(["g++", "-shared", "-s", "-o", library, "-Wl,--whole-archive", build / "src/libvplatform_core.a",
                        "-Wl,--no-whole-archive", "-lcurl", "-lcrypto", f"-Wl,--version-script={ROOT}/cmake/exports.map"], check=True)
        return library.stat().st_size


def library_size(build):
    """Bytes in place of nanoseconds; the floor is what it may be at the most."""
    size = size_of_library(build)
    return {"ours": lambda: {"ns": size}, "floor": lambda: {"ns": LARGEST}}


JOBS = {"include_cost": include_cost, "library_size": library_size}

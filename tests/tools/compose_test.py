#!/usr/bin/python3
"""docker-compose.yml and what it needs: its files are there once deploy/compose/init has
run, its images can be configured from what .dockerignore lets in, and nginx and
Prometheus take what they are given. Containers are not started."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

SOURCE = pathlib.Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((SOURCE / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
failures = []


def expect(condition, text):
    if not condition:
        failures.append(text)


def run(*command, **options):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False, **options)
    expect(done.returncode == 0, f"{' '.join(map(str, command))}:\n{done.stdout}")


def copy_context(folder):
    """Copies what .dockerignore lets in."""
    for line in (SOURCE / ".dockerignore").read_text().split():
        if not line.startswith("!"):
            continue
        source = SOURCE / line[1:]
        if source.is_dir():
            shutil.copytree(source, folder / line[1:],
                            ignore=shutil.ignore_patterns("node_modules"))
        else:
            shutil.copy(source, folder)


def check_containers():
    stages = set(re.findall(r"^FROM .* AS (\w+)$", (SOURCE / "deploy/Dockerfile").read_text(),
                            re.MULTILINE))
    secrets = COMPOSE["secrets"]
    for name, service in SERVICES.items():
        expect(service.get("read_only") and service.get("cap_drop") == ["ALL"]
               and service.get("security_opt") == ["no-new-privileges"], f"{name} is not confined")
        if "build" in service:
            expect(service["build"]["target"] in stages, f"{name} has no stage in the Dockerfile")
        for secret in service.get("secrets", ()):
            expect(secret in secrets, f"{name} has no secret {secret}")
        ends = service["restart"] in ("no", "on-failure")
        expect(ends or "healthcheck" in service, f"{name} goes on and has no healthcheck")
        for other, condition in service.get("depends_on", {}).items():
            wanted = ("service_completed_successfully" if SERVICES[other]["restart"] == "on-failure"
                      else "service_healthy")
            expect(condition["condition"] == wanted, f"{name} does not wait for {other}")


def check_files(folder):
    """Of what is mounted, after init in `folder`."""
    run("deploy/compose/init", "rollcall.example.org", cwd=folder)
    mounts = [volume.split(":")[0] for service in SERVICES.values()
              for volume in service.get("volumes", ())]
    mounts += [secret["file"] for secret in COMPOSE["secrets"].values()]
    for mount in mounts:
        if mount.startswith("./"):
            expect((folder / mount).exists(), f"init does not make {mount}")
        else:
            expect(mount in COMPOSE["volumes"], f"there is no volume {mount}")
    settings = dict(line.split("=", 1) for line in (folder / ".env").read_text().splitlines()
                    if "=" in line and not line.startswith("#"))
    used = set(re.findall(r"\$\{(\w+)", (SOURCE / "docker-compose.yml").read_text()))
    expect(used <= set(settings), f".env has no {used - set(settings)}")
    expect(all(settings.values()), ".env has settings without a value")
    # A copy of the example is filled in, and what is set stays.
    example = (SOURCE / ".env.example").read_text()
    (folder / ".env").write_text(example.replace("ROLLCALL_UID=", "ROLLCALL_UID=7"))
    run("deploy/compose/init", cwd=folder)
    text = (folder / ".env").read_text()
    expect("ROLLCALL_UID=7\n" in text and "ROLLCALL_GID=\n" not in text, "init left .env as it was")


def check_configuration(folder):
    """Of nginx and Prometheus; names that only containers have are left out."""
    site = folder / "edge/site"
    shutil.copytree(SOURCE / "deploy/compose/edge", site)
    for name in ("nginx.conf", "stream.conf"):
        shutil.copy(SOURCE / "deploy/nginx" / name, folder / "edge")
    for file in site.iterdir():
        text = file.read_text().replace("/etc/rollcall/tls", str(folder / ".local/compose/tls/edge"))
        file.write_text(re.sub(r"server \w+:8400", "server 127.0.0.1:8400", text))
    (folder / "edge/run").mkdir()
    run("/usr/sbin/nginx", "-t", "-q", "-e", "stderr", "-p", folder / "edge/run",
        "-c", folder / "edge/nginx.conf")
    for name in ("deploy/prometheus/rules.yml", "deploy/compose/prometheus.yml"):
        shutil.copy(SOURCE / name, folder / "edge")
    run("/usr/bin/promtool", "check", "config", folder / "edge/prometheus.yml")


def main():
    check_containers()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        copy_context(folder)
        for extra in (".env.example", "docker-compose.yml"):
            shutil.copy(SOURCE / extra, folder)
        # The stage `build`, as far as it takes seconds.
        run("cmake", "--preset", "release", "-DBUILD_TESTING=OFF", cwd=folder,
            env={**os.environ, "NINJA_STATUS": ""})
        check_files(folder)
        check_configuration(folder)
    for failure in failures:
        print(failure)
    sys.exit(1 if failures else 0)


main()

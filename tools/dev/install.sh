# shellcheck shell=bash
# Debian packages, and nothing but what is missing.

packages_of() { # FILE…
  sed 's/#.*//; /^ *$/d' "$@"
}

missing_packages() { # FILE…
  local name
  local -A installed=()
  # The names in the format are dpkg's.
  # shellcheck disable=SC2016
  while read -r name; do
    installed[$name]=yes
  done < <(packages_of "$@" | xargs dpkg-query --show \
    --showformat='${db:Status-Status} ${Package}\n' 2>/dev/null |
    sed -n 's/^installed //p')
  while read -r name; do
    # An npm of another source brings a nodejs that conflicts with Debian's.
    if [[ $name =~ ^(nodejs|npm)$ ]] && command -v npm >/dev/null; then
      continue
    fi
    # Another source's kubectl conflicts with Debian's likewise.
    if [[ $name == kubernetes-client ]] && command -v kubectl >/dev/null; then
      continue
    fi
    [[ ${installed[$name]-} ]] || echo "$name"
  done < <(packages_of "$@")
}

install_packages() { # PACKAGE…
  local as_root=()
  if ((EUID != 0)); then
    as_root=(sudo)
  fi
  "${as_root[@]}" tools/install_packages "$@"
}

# A step, named after what it installs.
install_missing() { # FILE…
  local missing
  mapfile -t missing < <(missing_packages "$@")
  begin_step install "installing ${#missing[@]} missing packages"
  : >"$(log_of install)"
  if ((${#missing[@]} > 0)); then
    if ((EUID != 0)) && ! command -v sudo >/dev/null; then
      fail_step "Without sudo, ask an administrator to install: ${missing[*]}"
    fi
    install_packages "${missing[@]}" >"$(log_of install)" 2>&1 9>&- ||
      fail_step "Check the network and the package sources, or install by hand: ${missing[*]}"
  fi
  end_step
}

# What the lock file of a folder pins, by npm.
install_modules() { # FOLDER
  local lock=$1/package-lock.json stamp=$1/node_modules/.installed
  cmp -s "$lock" "$stamp" && return
  npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund &&
    cp "$lock" "$stamp"
}

command_install() {
  steps=1
  install_missing tools/packages.txt tools/packages-test.txt
}

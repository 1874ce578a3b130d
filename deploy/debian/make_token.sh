# The first admin token, root's alone and the same for all services. A system that
# does not run is an image, whose copies must not share a secret.
if [ -d /run/systemd/system ] && [ ! -e /etc/rollcall/admin-token ]; then
  (umask 077 && head -c 32 /dev/urandom | base64 | tr +/ -_ >/etc/rollcall/admin-token)
fi

#!/bin/sh
# Copies the newest backup to another machine, encrypted for a key of which only the
# public half is here. insight-offsite.service runs it after each backup.
set -eu

if [ "${INSIGHT_OFFSITE:-}" = none ]; then
    echo "No off-site copy was made: INSIGHT_OFFSITE is none."
    exit 0
fi
if [ -z "${INSIGHT_OFFSITE:-}" ] || [ ! -r "${INSIGHT_OFFSITE_KEY:-}" ]; then
    echo "No off-site copy was made. Set INSIGHT_OFFSITE to where it goes, and" \
        "INSIGHT_OFFSITE_KEY to a file with the public key, in insight.env." >&2
    exit 1
fi

newest=$(find "${INSIGHT_BACKUPS:-/var/backups/insight}" -name 'insight-*.sqlite3' | sort | tail -n 1)
if [ -z "$newest" ]; then
    echo "No off-site copy was made: there is no backup yet." >&2
    exit 1
fi

GNUPGHOME=$(mktemp -d)
export GNUPGHOME
trap 'rm -rf "$GNUPGHOME"' EXIT
copy="$GNUPGHOME/$(basename "$newest").gpg"
gpg --batch --quiet --trust-model always --recipient-file "$INSIGHT_OFFSITE_KEY" \
    --output "$copy" --encrypt "$newest"
rsync --times --chmod=F600 \
    --rsh="ssh -i /etc/insight/offsite.ssh -o BatchMode=yes -o UserKnownHostsFile=/etc/insight/known_hosts" \
    "$copy" "$INSIGHT_OFFSITE"
echo "Copied $(basename "$copy") to $INSIGHT_OFFSITE."

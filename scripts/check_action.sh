#!/usr/bin/env bash
# The step of action.yml: installs the checker, annotates, writes SARIF, counts. Its inputs are
# environment variables, so that no text of a pull request becomes part of a command.
set -euo pipefail
source_folder=$1
environment=$(mktemp -d)
python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check "$source_folder/checker"

arguments=(--from "$FROM")
[ -z "${SITE:-}" ] || arguments+=(--site "$SITE")
[ -z "${MAX_LENGTH:-}" ] || arguments+=(--max-length "$MAX_LENGTH")
while IFS= read -r path; do
  [ -z "$path" ] || arguments+=("$path")
done <<< "${PATHS:-}"

check="$environment/bin/slidescan-check"
# SARIF first: a workflow uploads it whatever the check says. Only a wrong usage stops here.
if [ -n "${SARIF:-}" ]; then
  "$check" "${arguments[@]}" --format sarif > "$SARIF" || [ $? -eq 1 ]
fi
code=0
"$check" "${arguments[@]}" --format github > "$environment/annotations" || code=$?
cat "$environment/annotations"
echo "issues=$(grep -c '^::' "$environment/annotations" || true)" >> "${GITHUB_OUTPUT:-/dev/null}"
exit "$code"

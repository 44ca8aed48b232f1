#!/bin/sh
# Lints the sample spec, lets a hook stop the change that proposal 0001 makes to it, then reviews that change,
# all in a repository that is made for this and thrown away. Run it with `make demo`.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
specctl=${SPECCTL:-specctl}
branch=proposal-0001

stop() {
    echo "demo: $*" >&2
    exit 1
}

heading() {
    printf '\n== %s\n\n' "$*"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Neither the user's git settings nor a git hook that we run in may change what is shown; with fixed names and
# dates the commits are the same every time.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR GIT_OBJECT_DIRECTORY GIT_PREFIX
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'

set -- "$here"/proposals/0001-*/change.patch
patch=$1
[ -f "$patch" ] || stop "no change.patch in proposals/0001-*"

cp -R "$here/spec" "$work/spec"
cd "$work"
git init -q
git symbolic-ref HEAD refs/heads/main
git config user.name 'specctl demo'
git config user.email 'demo@example.invalid'
git config commit.gpgsign false
git config core.autocrlf false
git add spec
git commit -q -m 'The sample spec'

heading 'The sample spec: specctl lint'
"$specctl" lint || stop "the sample spec should be clean"

git checkout -q -b "$branch"
git apply "$patch" || stop "the patch of proposal 0001 does not fit the sample spec"
git add -A

heading 'A hook that lints what is staged: specctl hook install'
"$specctl" hook install || stop "the hook cannot be installed"

heading 'The proposed change meets it: git commit'
if git commit -q -m 'Proposal 0001'; then
    stop "the hook should stop this commit: it deletes an eval and leaves its clause"
fi

heading 'To be discussed it need not be perfect: git commit --no-verify'
git commit -q --no-verify -m 'Proposal 0001'
git --no-pager log --oneline main..

heading "The proposed change, in git: git diff --stat main...$branch"
git --no-pager diff --stat "main...$branch"

heading "The proposed change, reviewed: specctl review main...$branch"
status=0
"$specctl" review "main...$branch" || status=$?
case $status in
    0) heading 'Nothing in this change blocks it.' ;;
    1) heading 'Something in this change blocks it: specctl review ended with exit code 1.' ;;
    *) stop "specctl review ended with exit code $status" ;;
esac

#!/usr/bin/env bash
# Installs site generators from npm and PyPI into .generators/, for the tests that render sites with them.
# scripts/generators.sh [NAME…]: searchers eleventy hexo vitepress astro docsify docusaurus vuepress1 vuepress2
# mystmd honkit, and pelican jupyterbook zensical pandoc from PyPI; all without arguments.
set -u
cd "$(dirname "$0")/.."

packages() {
  case "$1" in
    eleventy) echo "@11ty/eleventy@3.1.8 markdown-it-anchor@10.0.0" ;;
    hexo) echo "hexo@8.1.2 hexo-cli@4.3.2 hexo-renderer-marked@7.0.1 hexo-renderer-ejs@2 hexo-generator-index@4.0.0" ;;
    vitepress) echo "vitepress@1.6.4 vue@3" ;;
    astro) echo "astro@5.18.2 @astrojs/mdx@4" ;;
    searchers) echo "lunr@2.3.9 minisearch@7.2.0 fuse.js@7.1.0" ;;
    docsify) echo "docsify@4.13.1" ;;
    docusaurus) echo "@docusaurus/core@3.10.2 @docusaurus/preset-classic@3.10.2 react@19 react-dom@19" ;;
    vuepress1) echo "vuepress@1.9.10" ;;
    vuepress2) echo "vuepress@2.0.0-rc.31 @vuepress/bundler-vite@2.0.0-rc.31 vue@3" ;;
    mystmd) echo "mystmd@1.8.3" ;;
    honkit) echo "honkit@6.1.7" ;;
    *) echo "unknown generator: $1" >&2; return 1 ;;
  esac
}

# From PyPI, each in a virtual environment of its own.
python_packages() {
  case "$1" in
    pelican) echo "pelican==4.11.0.post0 markdown" ;;
    jupyterbook) echo "jupyter-book==1.0.4.post1" ;;
    zensical) echo "zensical==0.0.31" ;;
    pandoc) echo "pypandoc_binary==1.17" ;;
    *) return 1 ;;
  esac
}

install_python() {
  folder=.generators/$1
  [ "$(cat "$folder/.installed" 2>/dev/null)" = "$2" ] && return
  # shellcheck disable=SC2086 # a list of packages
  if python3 -m venv "$folder" && "$folder/bin/pip" install --quiet $2 >/dev/null 2>&1
  then
    echo "$2" >"$folder/.installed"
    [ "$1" = pandoc ] && ln -sf "$("$folder/bin/python" -c 'import pypandoc; print(pypandoc.get_pandoc_path())')" "$folder/bin/pandoc"
  else rm -rf "$folder"; echo "$1 could not be installed from PyPI: its tests are skipped."
  fi
}

command -v npm >/dev/null 2>&1 || { echo "npm is missing: the tests of its generators are skipped."; exit 0; }
[ $# -gt 0 ] || set -- searchers eleventy hexo vitepress astro docsify docusaurus vuepress1 vuepress2 mystmd honkit \
  pelican jupyterbook zensical pandoc
for name in "$@"; do
  if wanted=$(python_packages "$name"); then install_python "$name" "$wanted"; continue; fi
  wanted=$(packages "$name") || exit 2
  folder=.generators/$name
  [ "$(cat "$folder/.installed" 2>/dev/null)" = "$wanted" ] && continue
  mkdir -p "$folder" && echo '{"private": true}' >"$folder/package.json"
  # shellcheck disable=SC2086 # a list of packages
  if (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund --silent $wanted) >/dev/null 2>&1
  then echo "$wanted" >"$folder/.installed"
  else rm -rf "$folder"; echo "$name could not be installed from npm: its tests are skipped."
  fi
done
exit 0

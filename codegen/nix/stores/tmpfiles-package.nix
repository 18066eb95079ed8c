# Files of tmpfiles.d in one package, which `/etc` links to. Units in the host read names in `/etc`,
# so which files there are must not show there: it follows from the entries, and these from units.
{ pkgs, ... }:
# By file name.
texts:
pkgs.runCommandLocal "stateless-tmpfiles"
  {
    # Sets become arrays of Bash, and hold more than an environment could.
    __structuredAttrs = true;
    inherit texts;
    # To be looked at without being built.
    passthru = { inherit texts; };
  }
  ''
    mkdir "$out"
    for name in "''${!texts[@]}"; do
      printf '%s' "''${texts[$name]}" > "$out/$name"
    done
  ''

# Which directories and files hold secrets, and when others can read them.
{ lib }:
let
  inherit (builtins) match stringLength substring;
  inherit (lib)
    filter
    filterAttrs
    hasSuffix
    ;

  paths = import ../paths.nix { inherit lib; };

  digit = fromEnd: mode: substring (stringLength mode - fromEnd) 1 mode;
  othersRead = entry: match "[2-7]" (digit 1 entry.mode) != null;
  othersEnter = entry: digit 1 entry.mode != "0" || digit 2 entry.mode != "0";

  isPrivate = _: hasSuffix "700";
in
{
  # Directories that the module makes 0700 by itself.
  privateDirectories = filterAttrs isPrivate paths.systemModes;
  privateInHomes = filterAttrs isPrivate paths.homeModes;

  # Findings of entries for such directories, and for files with keys.
  tooOpen =
    { about, ... }:
    directories: files:
    map
      (
        entry:
        about entry "the mode `${entry.mode}` lets other users read a secret"
          "Remove `mode` to use the default"
      )
      (
        filter (entry: entry.kind == "directory" && othersRead entry) directories
        ++ filter othersEnter files
      );
}

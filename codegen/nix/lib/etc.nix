# What NixOS makes in `/etc` (nixos/modules/system/etc): by default activation makes links and copies in
# it, and with an overlay they are in an image, where a mount hides them.
#
# Names that the modules define there themselves follow from those of stores, so this may decide which
# entries there are. With an immutable `/etc` they follow from entries in it, and may not.
{ lib, paths, ... }:
let
  inherit (builtins)
    attrNames
    baseNameOf
    dirOf
    substring
    ;
  inherit (lib)
    filterAttrs
    mapAttrs'
    mkOverride
    nameValuePair
    ;

  overlay = config: config.system.etc.overlay or { };

  # Where there would be nothing to mount over: an empty file, in the directory or in the place of the
  # file.
  placeholder = ".mount-point";
in
config: rec {
  isOverlay = (overlay config).enable or false;
  isImmutable = isOverlay && !((overlay config).mutable or true);

  # A comparison, because it is asked of every path.
  isIn = path: substring 0 5 path == "/etc/";

  isPlaceholder =
    file:
    baseNameOf (file.target or "") == placeholder
    || isOverlay && file.mode != "symlink" && file.text == "";

  # Their names in the option, by path; without those that are there to be mounted over.
  files = mapAttrs' (name: file: nameValuePair "/etc/${file.target or name}" name) (
    filterAttrs (_: file: file.enable or true && !isPlaceholder file) (config.environment.etc or { })
  );

  # What activation writes files into, each with everything above it.
  directories = paths.withAncestors (map dirOf (attrNames files));

  # What an image needs to have for an entry.
  placeholderOf =
    entry:
    let
      name = substring 5 (-1) entry.target;
    in
    nameValuePair (if entry.kind == "file" then name else "${name}/${placeholder}") {
      # Weaker than any other definition: who has a file there says what is in it.
      text = mkOverride 1400 "";
      mode = mkOverride 1400 "0644";
    };
}

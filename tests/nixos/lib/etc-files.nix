# The files in `environment.etc`, with those in a package of texts one by one, as far as they can be
# seen without building it.
{ lib }:
let
  inherit (lib) concatMapAttrs mapAttrs' nameValuePair;
in
concatMapAttrs (
  name: file:
  if file.text or null == null && file.source ? texts then
    mapAttrs' (
      inner: text: nameValuePair "${name}/${inner}" (file // { inherit text; })
    ) file.source.texts
  else
    { ${name} = file; }
)

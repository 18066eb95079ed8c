# Former names of options inside submodules. What lib has for that (`mkRenamedOptionModule`,
# `mkRemovedOptionModule`) tells the options `warnings` and `assertions` beside the option, which a
# submodule does not have: its warnings would be lost, and its assertions be unknown options.
{ lib }:
let
  inherit (lib)
    doRename
    getAttrFromPath
    mkIf
    mkOption
    setAttrByPath
    showFiles
    showOption
    warn
    ;
  inherit (lib.types) nullOr raw;
in
{
  # The option `from` is the option `to`. The warning is part of the condition under which `to` has the
  # definitions of `from`, so it comes once, and as soon as anything reads `to`.
  renamedWithin =
    from: to:
    { options, ... }@args:
    let
      old = getAttrFromPath from options;
      new = getAttrFromPath to options;
    in
    doRename {
      inherit from to;
      visible = false;
      warn = false;
      use = value: value;
      condition =
        !old.isDefined
        || warn "The option `${showOption old.loc}' defined in ${showFiles old.files} has been renamed to `${showOption new.loc}'." true;
    } args;

  # The option `path` is gone. `_module.check` is what is read of a submodule before anything else: so
  # nobody can set the option and go on.
  removedWithin =
    path: help:
    { options, ... }:
    let
      old = getAttrFromPath path options;
    in
    {
      options = setAttrByPath path (mkOption {
        type = nullOr raw;
        visible = false;
        description = "Removed. ${help}";
      });
      config._module.check = mkIf old.isDefined (
        throw "The option definition `${showOption old.loc}' in ${showFiles old.files} no longer has any effect; please remove it.\n${help}"
      );
    };
}

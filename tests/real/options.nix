# The options of the stand-ins, each beside the one of NixOS: its type, its default, its value in a probe,
# and what NixOS itself defines there, with the priority.
{
  lib,
  # Evaluated with the same probe.
  standIns,
  nixos,
  # The file of the probe: what it defines, NixOS does not define itself.
  probe,
  # Which options are compared, by their path.
  isCompared ? _: true,
}:
let
  inherit (builtins)
    deepSeq
    isAttrs
    isFunction
    isList
    isPath
    isString
    tryEval
    unsafeDiscardStringContext
    ;
  inherit (lib)
    attrNames
    concatMap
    filter
    intersectAttrs
    isDerivation
    isOption
    mapAttrs
    mapAttrsToList
    zipLists
    ;

  # Data, whatever it was; a few levels of it.
  shown =
    depth: value:
    if isFunction value then
      "a function"
    else if isDerivation value then
      "the package ${lib.getName value}"
    else if isPath value then
      "${toString value}"
    else if isString value then
      unsafeDiscardStringContext value
    else if depth == 0 then
      "more"
    else if isAttrs value then
      mapAttrs (_: shown (depth - 1)) value
    else if isList value then
      map (shown (depth - 1)) value
    else
      value;
  tried =
    value:
    let
      result = tryEval (deepSeq (shown 5 value) (shown 5 value));
    in
    if result.success then result.value else "an error";

  # What types take and refuse says more than their names.
  samples = [
    null
    true
    0
    (-1)
    65536
    4294967296
    1.5
    ""
    " "
    "a"
    "a b"
    "a:b"
    "a\nb"
    "/"
    "/a"
    "/a/"
    "0755"
    "10:20:30:40:50:60"
    "no"
    "pick"
    "asDropin"
    "a.service"
    "1G"
    [ ]
    [ "" ]
    [ "a" ]
    [ "a.service" ]
    [ 1 ]
    [ { } ]
    { }
    { a = "a"; }
    { a = [ "a" ]; }
    { a = 1; }
    { a = { }; }
    { MachineID = "a"; }
    { Boot = true; }
  ];
  takes =
    type:
    filter (
      sample:
      let
        result = tryEval (type.check sample);
      in
      result.success && result.value
    ) samples;

  instances =
    option:
    let
      meta = tryEval (option.valueMeta or { });
      ofMeta = meta: meta.configuration.options or null;
      named =
        if !meta.success then
          { }
        else if meta.value ? configuration then
          { "" = ofMeta meta.value; }
        else if meta.value ? attrs then
          mapAttrs (_: ofMeta) meta.value.attrs
        else if meta.value ? list then
          lib.listToAttrs (
            lib.imap0 (index: one: lib.nameValuePair (toString index) (ofMeta one)) meta.value.list
          )
        else
          { };
    in
    lib.filterAttrs (_: options: options != null) named;

  # The names that the stand-ins have, where a set is as large as NixOS makes it.
  common = own: value: if isAttrs own && isAttrs value then intersectAttrs own value else value;

  # Lists to which all of NixOS adds: that it does, their priority says.
  isSharedList =
    path:
    lib.elem path [
      "assertions"
      "boot.initrd.systemd.storePaths"
      "boot.kernelParams"
      "systemd.tmpfiles.rules"
      "warnings"
    ];

  isOfProbe = definition: toString definition.file == toString probe;

  facts =
    standIn: option: hasValue:
    {
      type = option.type.description;
      takes = takes option.type;
      default = if option ? default then tried option.default else "none";
      priority = option.highestPrio;
    }
    // lib.optionalAttrs hasValue {
      value = common (tried standIn.value) (tried option.value);
      definitions = map (definition: common (tried standIn.value) (tried definition.value)) (
        filter (definition: !isOfProbe definition) option.definitionsWithLocations
      );
    };

  compared =
    path: own: real:
    let
      below = instances own;
      realBelow = if real == null then { } else instances real;
      hasValue = below == { } && !isSharedList path;
    in
    [
      {
        inherit path;
        standIns = facts own own hasValue;
        nixos = if real == null then null else facts own real hasValue;
      }
    ]
    ++ concatMap (name: walk "${path}.${name}" below.${name} realBelow.${name}) (
      filter (name: realBelow ? ${name}) (attrNames below)
    );

  walk =
    path: own: real:
    concatMap (
      name:
      let
        inner = if path == "" then name else "${path}.${name}";
        found = real.${name} or null;
      in
      if name == "_module" || name == "_freeformOptions" then
        [ ]
      else if isOption own.${name} then
        compared inner own.${name} (if found != null && isOption found then found else null)
      else
        walk inner own.${name} (if found == null || isOption found then { } else found)
    ) (attrNames own);

  all = walk "" standIns.options nixos.options;
  side =
    name:
    lib.listToAttrs (
      map (one: lib.nameValuePair one.path one.${name}) (
        filter (one: one.${name} != null && isCompared one.path) all
      )
    );
in
{
  nixos = side "nixos";
  standIns = side "standIns";
}

# The option types that lib.types does not have. Each says what it adds and why a plain type will
# not do.
{ lib }:
let
  inherit (builtins)
    addErrorContext
    all
    attrNames
    attrValues
    concatLists
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    head
    isAttrs
    isList
    isString
    length
    mapAttrs
    match
    stringLength
    ;
  inherit (lib)
    evalModules
    filterAttrs
    genAttrs
    init
    isOption
    mapAttrs'
    mergeEqualOption
    mkOption
    mkOptionDefault
    mkOptionType
    nameValuePair
    optional
    optionalString
    reverseList
    showOption
    sortOn
    versionOlder
    zipAttrsWith
    ;
  inherit (lib.modules) mergeDefinitions;
  inherit (lib.strings) levenshtein;
  inherit (lib.trivial) release;
  inherit (lib.types)
    attrsWith
    enum
    oneOf
    optionDescriptionPhrase
    submodule
    ;

  show = lib.generators.toPretty { multiline = false; };

  # Throws unless each of `names` fits `key`. An attribute set's own type never sees its names, and
  # a rule added with `addCheck` is dropped when options are evaluated.
  checkNames =
    key: loc: file: names:
    if key == null || all key.check names then
      names
    else
      let
        wrong = head (filter (name: !key.check name) names);
      in
      throw "`${showOption loc}' names ${show wrong} in `${file}', which is not a valid ${key.description}${key.explain wrong}";

  # A module that does nothing but declare options, as itself or wrapped by the module system, which
  # notes where a module is from.
  onlyDeclares =
    module:
    isAttrs module
    &&
      removeAttrs module [
        "_file"
        "imports"
        "options"
      ] == { }
    && all onlyDeclares (module.imports or [ ]);

  # An option whose value is its merged definitions and nothing else.
  isPlainOption =
    option:
    isOption option
    && !(option ? apply)
    && !(option.readOnly or false)
    && option.type.deprecationMessage == null;

  # A type of submodules, with the way to merge that `plainSubmodule` describes.
  plainly =
    type:
    let
      modules = type.getSubModules;
      options = removeAttrs (evalModules { inherit modules; }).options [ "_module" ];
      isPlain = all onlyDeclares modules && all isPlainOption (attrValues options);
      names = attrNames options;

      mergeOption =
        loc: name: defs:
        addErrorContext "while evaluating the option `${showOption (loc ++ [ name ])}':"
          (mergeDefinitions (loc ++ [ name ]) options.${name}.type defs).mergedValue;
      defaultOf =
        option:
        optional (option ? default) {
          file = head option.declarations;
          value = mkOptionDefault option.default;
        };
      hasDefault = filterAttrs (_: option: option ? default) options;
      defaults = mapAttrs (name: option: mergeOption option.loc name (defaultOf option)) hasDefault;
      required = removeAttrs options (attrNames hasDefault);

      # A lone definition without properties is stronger than the default.
      mergeDefined =
        loc: name: defs:
        let
          def = head defs;
          isLone =
            length defs == 1
            && addErrorContext "while evaluating definitions from `${def.file}':" (!(def.value ? _type));
        in
        mergeOption loc name (if isLone then defs else defaultOf options.${name} ++ defs);
    in
    type
    // {
      check = value: isAttrs value || type.check value;
      merge =
        loc: defs:
        if isPlain && all (def: isAttrs def.value && removeAttrs def.value names == { }) defs then
          defaults
          // mapAttrs (name: _: mergeOption loc name [ ]) required
          // zipAttrsWith (mergeDefined loc) (
            map (def: mapAttrs (_: value: def // { inherit value; }) def.value) (reverseList defs)
          )
        else
          type.merge loc defs;
      substSubModules = m: plainly (type.substSubModules m);
    };

  setNames = def: if isAttrs def.value then attrNames def.value else [ ];
  # `mkIf`, `mkMerge` and `mkForce` around a name of a list count as in `types.listOf`.
  listNames =
    loc: key: def:
    if !isList def.value then
      [ ]
    else if all isString def.value then
      def.value
    else
      concatMap (
        value: map (found: found.value) (mergeDefinitions loc key [ (def // { inherit value; }) ]).defsFinal
      ) def.value;

  # The first with `types.attrsWith` and with user namespaces for containers. Without this, an older
  # one would end in an error about something that it does not have.
  oldest = "25.05";
  requireRelease =
    value:
    if versionOlder release oldest then
      throw "These modules need NixOS ${oldest} or newer, and this is NixOS ${release}. Update nixpkgs, or remove the modules from `imports`."
    else
      value;
in
requireRelease rec {
  # A string that matches `pattern` as a whole. Unlike `types.strMatching` it has a name of its own
  # and a length: the matcher recurses for each character. `rules` are ways to be refused that have
  # a name; one without a pattern is about the length. `explain` ends a sentence about a refused
  # string: which rule it breaks, and what to write instead.
  matching =
    {
      name,
      description,
      pattern,
      maxLength,
      # What to write instead of a string that is refused.
      help ? "",
      # Ways to be refused that have a name: `{ id, pattern, problem, fix }`, with a null pattern for too long.
      rules ? [ ],
    }:
    let
      isLong = value: stringLength value > maxLength;
      breaks =
        value: rule: if rule.pattern == null then isLong value else match rule.pattern value != null;
      type = mkOptionType {
        inherit name description;
        descriptionClass = "noun";
        check = value: isString value && stringLength value <= maxLength && match pattern value != null;
        merge = mergeEqualOption;
      };
    in
    type
    // {
      explain =
        value:
        let
          # Patterns recurse too: what is too long meets only the rule about that.
          broken = filter (if isLong value then rule: rule.pattern == null else breaks value) rules;
          first = head broken;
        in
        if !isString value then
          ". A list holds names only: write what has settings in a set, as in `{ NAME = { … }; }`"
        else if broken == [ ] then
          ". ${help}"
        else
          ": [${first.id}] ${first.problem}. ${first.fix}";
    };

  # `attrsOf elem` whose names fit `key`. A module that declares such an option once more, to extend
  # the elements, has null there: what the first declaration demands of the names. (A plain `attrsOf`
  # that comes first would make the result one, and drop the demand.)
  attrsOfKeyed =
    {
      key,
      elem,
      placeholder,
    }:
    let
      set = attrsWith {
        elemType = elem;
        inherit placeholder;
      };
    in
    set
    // {
      name = "attrsOfKeyed";
      merge =
        loc: defs:
        let
          checked = map (def: checkNames key loc def.file (setNames def)) defs;
        in
        builtins.deepSeq checked (set.merge loc defs);
      substSubModules =
        m:
        attrsOfKeyed {
          inherit key placeholder;
          elem = elem.substSubModules m;
        };
      # Whichever declaration comes first, the names must still fit.
      functor = set.functor // {
        payload = set.functor.payload // {
          inherit key;
        };
      };
      typeMerge =
        functor:
        let
          merged = set.typeMerge functor;
        in
        if merged == null then
          null
        else
          attrsOfKeyed {
            key = if key == null then functor.payload.key or null else key;
            inherit (merged.functor.payload) placeholder;
            elem = merged.nestedTypes.elemType;
          };
    };

  # The same, or a plain list of names for elements with nothing but defaults. Lists and sets from
  # several modules merge. All elements that only lists name are one value, evaluated once: hundreds
  # of plain entries cost no more than their names.
  listOrAttrsOf =
    {
      key,
      elem,
      placeholder,
    }:
    let
      set = attrsOfKeyed { inherit key elem placeholder; };
    in
    set
    // {
      name = "listOrAttrsOf";
      description = "${set.description} or list of ${
        optionDescriptionPhrase (class: class == "noun" || class == "composite") key
      }";
      descriptionClass = "conjunction";
      check = value: isAttrs value || isList value;
      merge =
        loc: defs:
        let
          plain = elem.merge (loc ++ [ "<${placeholder}>" ]) [
            {
              file = "a list of names";
              value = { };
            }
          ];
          listed = map (def: checkNames key loc def.file (listNames loc key def)) defs;
        in
        genAttrs (concatLists listed) (_: plain) // set.merge loc (filter (def: isAttrs def.value) defs);
      substSubModules =
        m:
        listOrAttrsOf {
          inherit key placeholder;
          elem = elem.substSubModules m;
        };
    };

  # `enum` for the elements of a list, where the error of lib's would name a position in the list.
  nameOf =
    names:
    enum names
    // {
      check = _: true;
      merge =
        loc: defs:
        let
          given = mergeEqualOption loc defs;
          nearest = head (sortOn (levenshtein given) names);
          isNear = isString given && 2 * levenshtein given nearest <= stringLength given;
        in
        if elem given names then
          given
        else
          throw "`${showOption (init loc)}' names ${show given} in `${(head defs).file}', which does not exist.${optionalString isNear " Did you mean \"${nearest}\"?"} Valid names: ${concatStringsSep ", " names}.";
    };

  # `submodule`, many times cheaper for a module that only declares options, without groups of them:
  # there is no module system to run for each value, only the definitions of each option to merge,
  # and options that nobody defines share one evaluated default. It is a `submodule` in everything
  # else: whatever is not a set of definitions for declared options is left to that, and so are its
  # errors. A default must fit its type: an error in one would name no place.
  plainSubmodule = module: plainly (submodule module);

  # A set of options that depends on the value of one of them, `tag`. `either` of submodules would
  # only ever use the first.
  taggedBy =
    {
      tag,
      description,
      variants,
    }:
    let
      names = attrNames variants;
      tagType = enum names;
      withoutTag = def: def // { value = removeAttrs def.value [ tag ]; };
      tagDefs =
        defs:
        map (def: {
          inherit (def) file;
          value = def.value.${tag};
        }) (filter (def: def.value ? ${tag}) defs);
    in
    mkOptionType {
      name = "taggedBy";
      description = "submodule with `${tag}` ${optionDescriptionPhrase (_: true) tagType}";
      descriptionClass = "composite";
      check = isAttrs;
      merge =
        loc: defs:
        let
          value = (mergeDefinitions (loc ++ [ tag ]) tagType (tagDefs defs)).mergedValue;
        in
        { ${tag} = value; } // variants.${value}.merge loc (map withoutTag defs);
      getSubOptions =
        prefix:
        {
          ${tag} =
            mkOption {
              type = tagType;
              inherit description;
            }
            // {
              loc = prefix ++ [ tag ];
              declarations = [ ];
            };
        }
        // mapAttrs' (
          name: variant: nameValuePair "<${name}>" (variant.getSubOptions (prefix ++ [ "<${tag}=${name}>" ]))
        ) variants;
    };

  # `oneOf`, with the options inside documented.
  alternatives =
    types:
    oneOf types
    // {
      getSubOptions = prefix: foldl' (options: type: options // type.getSubOptions prefix) { } types;
    };

  # A list or set that must be given, even if empty. A missing `listOf` or `attrsOf` is silently
  # empty, because such a type says what stands for nothing.
  required =
    type:
    mkOptionType {
      inherit (type)
        name
        description
        descriptionClass
        check
        merge
        getSubOptions
        getSubModules
        nestedTypes
        ;
      substSubModules = m: required (type.substSubModules m);
    };
}

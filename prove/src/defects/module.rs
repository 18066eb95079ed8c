//! Defects of `types.nix` and of what is emitted.

use super::Defect;
use crate::patch::Patch;

const TYPES: &str = "lib/types.nix";

pub(super) const DEFECTS: &[Defect] = &[
    text(
        "a pattern is not looked at",
        "every",
        TYPES,
        " && match pattern value != null;",
        ";",
    ),
    text(
        "a pattern is not anchored at the end",
        "every",
        TYPES,
        " && match pattern value != null;",
        " && match \"(${pattern})[^z]*\" value != null;",
    ),
    text(
        "a length is not looked at",
        "every",
        TYPES,
        "isString value && stringLength value <= maxLength",
        "isString value",
    ),
    text(
        "a length is off by one",
        "every",
        TYPES,
        "isString value && stringLength value <= maxLength",
        "isString value && stringLength value < maxLength",
    ),
    text(
        "names of a map are not looked at",
        "every",
        TYPES,
        "checked = map (def: checkNames key loc def.file (setNames def)) defs;",
        "checked = [ ];",
    ),
    text(
        "names of a list are not looked at",
        "every",
        TYPES,
        "listed = map (def: checkNames key loc def.file (listNames def)) defs;",
        "listed = map listNames defs;",
    ),
    text(
        "a tag always means the first variant",
        "every",
        TYPES,
        "variants.${value}.merge loc",
        "variants.${head names}.merge loc",
    ),
    text(
        "unknown keys of a submodule are dropped",
        "every",
        TYPES,
        "type.merge loc defs;",
        "type.merge loc (map (def: def // { value = builtins.intersectAttrs options def.value; }) defs);",
    ),
    text(
        "a map keeps no order of strength among its definitions' names",
        "every",
        TYPES,
        "genAttrs (concatLists listed) (_: plain) //",
        "",
    ),
    text(
        "a list of names loses its last",
        "every",
        TYPES,
        "listNames = def: if isList def.value then def.value else [ ];",
        "listNames = def: if isList def.value then lib.init (def.value ++ lib.optional (def.value == [ ]) null) else [ ];",
    ),
    text(
        "what is beside a tag is lost",
        "every",
        TYPES,
        "(map withoutTag defs)",
        "(map (def: def // { value = { }; }) defs)",
    ),
    text(
        "a default of a submodule wins over what is set",
        "every",
        TYPES,
        "mergeOption loc name (if isLone then defs else defaultOf options.${name} ++ defs)",
        "mergeOption loc name (if options.${name} ? default then defaultOf options.${name} else defs)",
    ),
    text(
        "a required list may be missing",
        "every",
        TYPES,
        "      inherit (type)\n        name\n        description\n        descriptionClass\n        check",
        "      inherit (type)\n        name\n        description\n        emptyValue\n        descriptionClass\n        check",
    ),
    text(
        "a length in a module is another",
        "root",
        "root/options.nix",
        "maxLength = 16;",
        "maxLength = 15;",
    ),
    text(
        "a pattern in a module is another",
        "home",
        "stores/options.nix",
        "pattern = \"[0-7]{3,4}\";",
        "pattern = \"[0-6]{3,4}\";",
    ),
    text(
        "an integer in a submodule has no bounds",
        "every",
        "every/options.nix",
        "type = listOf (nullOr ints.u8);",
        "type = listOf (nullOr lib.types.int);",
    ),
];

const fn text(
    name: &'static str,
    shown_by: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
) -> Defect {
    Defect {
        name,
        shown_by,
        patch: Patch::Text { file, from, to },
    }
}

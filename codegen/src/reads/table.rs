//! How the functions of `lib` and `builtins` pass options on: one line each, as in the type in
//! their documentation. To add a function, add its line.
//!
//! A letter stands for a value, and the same letter in arguments and result for the same value. `_`
//! is ignored. `!` passes the value to code that cannot be followed. Functions that are missing
//! here count as `!` in every argument.

use std::collections::HashMap;

use super::signature::Signature;

/// The functions.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) functions: Vec<Function>,
    by_name: HashMap<&'static str, usize>,
}

/// A function of `lib` or `builtins`.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) signature: Signature,
}

/// The sets in `lib` that have functions of their own; `lib` has them all.
const SETS: &[&str] = &[
    "asserts",
    "attrsets",
    "builtins",
    "debug",
    "fixedPoints",
    "generators",
    "lib",
    "lists",
    "meta",
    "modules",
    "options",
    "path",
    "strings",
    "trivial",
    "types",
];

/// What is in scope without `builtins.`.
const GLOBALS: &[&str] = &[
    "abort",
    "baseNameOf",
    "derivation",
    "dirOf",
    "import",
    "isNull",
    "map",
    "removeAttrs",
    "throw",
    "toString",
];

const FUNCTIONS: &str = "
mapAttrs : (n a -> b) {n=a} -> {b}
mapAttrs' : (n a -> {name:_ value:b}) {n=a} -> {b}
mapAttrsToList : (n a -> b) {n=a} -> [b]
concatMapAttrs : (n a -> {b}) {n=a} -> {b}
filterAttrs : (n a -> _) s@{n=a} -> s
filterAttrsRecursive : (n a -> _) s@{n=a} -> s
genAttrs : [n] (n -> a) -> {a}
genAttrs' : [a] (a -> {name:_ value:b}) -> {b}
attrValues : {a} -> [a]
attrNames : {n=_} -> [n]
attrsToList : {n=a} -> [{name:n value:a}]
listToAttrs : [{name:_ value:a}] -> {a}
nameValuePair : n a -> {name:n value:a}
removeAttrs : a _ -> a
getAttrs intersectAttrs : _ a -> a
getAttr : n a -> n.a
attrByPath : _ a _ -> a
hasAttrByPath : _ _ -> _
catAttrs : n [a] -> [n.a]
attrVals : [n] a -> [n.a]
hasAttr : _ _ -> _
recursiveUpdate mergeAttrs : a a -> a
mergeAttrsList : [a] -> a
zipAttrsWith : (_ [a] -> b) [{a}] -> {b}
zipAttrs : [{a}] -> {[a]}
foldlAttrs : (r n a -> r) r {n=a} -> r
foldAttrs : (a r -> r) r [{a}] -> {r}

map : (a -> b) [a] -> [b]
forEach : [a] (a -> b) -> [b]
imap0 imap1 : (_ a -> b) [a] -> [b]
concatMap : (a -> [b]) [a] -> [b]
filter : (a -> _) [a] -> [a]
partition : (a -> _) [a] -> {right:[a] wrong:[a]}
any all count : (a -> _) [a] -> _
findFirst : (a -> _) a [a] -> a
findSingle : (a -> _) a a [a] -> a
foldl foldl' : (r a -> r) r [a] -> r
fold foldr : (a r -> r) r [a] -> r
sort : (a a -> _) [a] -> [a]
sortOn : (a -> _) [a] -> [a]
toposort : (a a -> _) [a] -> {result:[a] cycle:[a] loops:[a]}
groupBy : (a -> _) [a] -> {[a]}
groupBy' : (r a -> r) r (a -> _) [a] -> {r}
zipListsWith : (a b -> c) [a] [b] -> [c]
zipLists : [a] [b] -> [{fst:a snd:b}]
head last : [a] -> a
elemAt : [a] _ -> a
tail init reverseList naturalSort unique uniqueStrings : a -> a
allUnique length : _ -> _
elem : _ _ -> _
take drop : _ a -> a
sublist : _ _ a -> a
subtractLists : _ a -> a
intersectLists : _ a -> a
remove : _ a -> a
concatLists concat : [[a]] -> [a]
flatten : [*a] -> [a]
toList : *a -> [a]
singleton : a -> [a]
optional : _ a -> [a]
optionals optionalAttrs optionalString : _ a -> a
genList : (_ -> a) _ -> [a]
replicate : _ a -> [a]
range : _ _ -> _
compareLists : (a a -> _) [a] [a] -> _

concatMapStrings : (a -> _) [a] -> _
concatMapStringsSep : _ (a -> _) [a] -> _
concatImapStringsSep : _ (_ a -> _) [a] -> _
concatMapAttrsStringSep : _ (n a -> _) {n=a} -> _
concatStringsSep : _ _ -> _
concatStrings concatLines toString isAttrs isBool isFunction isInt isList isNull isString typeOf : _ -> _
escapeShellArg escapeShellArgs : _ -> _
toJSON toXML : ! -> _

mkIf : _ a -> a
mkMerge : [a] -> a
mkOverride mkOrder : _ a -> a
mkDefault mkForce mkVMOverride mkImageMediaOverride mkOptionDefault mkBefore mkAfter : a -> a
mkOption : {type:a default:!} -> a
attrsOf lazyAttrsOf : a -> {a}
listOf nonEmptyListOf : a -> [a]
nullOr uniq functionTo : a -> a
either : a a -> a
oneOf : [a] -> a
coercedTo : _ (_ -> _) a -> a
addCheck : a (_ -> _) -> a
submodule : a -> <a>
submoduleWith : {modules:[a]} -> <a>

id traceVal traceSeqVal : a -> a
const : a _ -> a
flip : (a b -> c) b a -> c
pipe : a [(a -> a)] -> a
fix : (a -> a) -> a
mapNullable : (a -> b) a -> b
defaultTo : a a -> a
trace seq warn info : _ a -> a
deepSeq traceSeq : ! a -> a
warnIf warnIfNot throwIf throwIfNot : _ _ a -> a
traceIf : _ _ a -> a
assertMsg : _ _ -> _
throw abort : _ -> _
tryEval : a -> {value:a success:_}
addErrorContext : _ a -> a
import : f -> ^f
";

impl Table {
    pub(super) fn new() -> Self {
        let mut table = Self {
            functions: Vec::new(),
            by_name: HashMap::new(),
        };
        for line in FUNCTIONS.lines() {
            let Some((names, signature)) = line.split_once(" : ") else {
                continue;
            };
            for name in names.split_whitespace() {
                table.by_name.insert(name, table.functions.len());
                table.functions.push(Function {
                    name,
                    signature: Signature::parse(signature),
                });
            }
        }
        table
    }

    pub(super) fn get(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// A function that is in scope without `builtins.`.
    pub(super) fn global(&self, name: &str) -> Option<usize> {
        self.get(name).filter(|_| GLOBALS.contains(&name))
    }
}

/// Whether `lib.NAME` is a set of functions.
pub(super) fn is_set(name: &str) -> bool {
    SETS.contains(&name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{FUNCTIONS, Table};

    #[test]
    fn each_line_is_a_signature() {
        for line in FUNCTIONS.lines().filter(|line| !line.is_empty()) {
            assert!(line.contains(" : ") && line.contains("-> "), "{line}");
        }
        for function in Table::new().functions {
            let text = function.signature.to_string();
            let line = format!(" : {text}\n");
            assert!(FUNCTIONS.contains(&line), "{}: {text}", function.name);
        }
    }

    #[test]
    fn each_name_occurs_once() {
        let mut seen = HashSet::new();
        for function in Table::new().functions {
            assert!(seen.insert(function.name), "{}", function.name);
        }
    }
}

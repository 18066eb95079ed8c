# Names and texts for systemd: unit names, values of unit files, lines of tmpfiles.d.
#
# NixOS renders these itself elsewhere, but its `escapeSystemdPath` leaves control characters and
# bytes from 0x80 on alone, and its tmpfiles settings quote without escaping, so that a `'` in a
# path breaks the line. What is written here follows systemd-escape(1), systemd.syntax(7) and
# tmpfiles.d(5) for every byte.
{ lib }:
let
  inherit (builtins)
    fromJSON
    genList
    match
    replaceStrings
    stringLength
    substring
    toFile
    ;
  inherit (lib) concatMapStrings filter mod;

  hexDigit = n: substring n 1 "0123456789abcdef";
  hex = n: hexDigit (n / 16) + hexDigit (mod n 16);
  utf16 = unit: "\\u${hex (unit / 256)}${hex (mod unit 256)}";

  # Nix has no escape for a byte, JSON has one for a character.
  character =
    code:
    fromJSON (
      if code < 65536 then
        ''"${utf16 code}"''
      else
        ''"${utf16 (55296 + (code - 65536) / 1024)}${utf16 (56320 + mod (code - 65536) 1024)}"''
    );

  # The byte `n`, cut out of a character that is encoded with it. Bytes that UTF-8 never uses have
  # no such character.
  byte =
    n:
    if n < 128 then
      character n
    else if n < 192 then
      substring 1 1 (character n)
    else if n < 224 then
      substring 0 1 (character ((n - 192) * 64))
    else if n == 224 then
      substring 0 1 (character 2048)
    else if n < 240 then
      substring 0 1 (character ((n - 224) * 4096))
    else if n == 240 then
      substring 0 1 (character 65536)
    else
      substring 0 1 (character ((n - 240) * 262144));

  escapedBytes = filter (n: n < 128 -> match "[a-zA-Z0-9:_./]" (byte n) == null) (
    genList (n: n + 1) 191 ++ genList (n: n + 194) 51
  );
  rawBytes = [ "/" ] ++ map byte escapedBytes;
  byteNames = [ "-" ] ++ map (n: "\\x${hex n}") escapedBytes;

  escapeBytes =
    text:
    # Nearly every path takes the first branch: the table of the second has 180 rows.
    if match "[a-zA-Z0-9:_./-]*" text != null then
      replaceStrings [ "-" "/" ] [ "\\x2d" "-" ] text
    else
      let
        escaped = replaceStrings rawBytes byteNames text;
      in
      if match "[a-zA-Z0-9:_.\\-]*" escaped == null then
        throw "stateless: the path '${text}' is not UTF-8, and cannot be named in a unit"
      else
        escaped;
in
rec {
  # What `systemd-escape --path` prints for an absolute path without `.`, `..` or empty parts.
  escapePath =
    path:
    let
      relative = substring 1 (stringLength path) path;
    in
    if relative == "" then
      "-"
    else if substring 0 1 relative == "." then
      "\\x2e" + escapeBytes (substring 1 (stringLength relative) relative)
    else
      escapeBytes relative;

  # The file name of the mount unit for a path; from the raw path, as systemd compares it with the
  # expanded `Where=`.
  mountName = path: "${escapePath path}.mount";

  # The whole value of a setting that is not split into words: `What=`, `Where=`, `Options=`,
  # conditions, descriptions. Quotes and backslashes stand for themselves there, `%` starts a
  # specifier. A blank at the end would be cut off and a backslash would join the next line: `%i`,
  # empty in a unit without instance, keeps both.
  value =
    text:
    let
      doubled = replaceStrings [ "%" ] [ "%%" ] text;
      last = substring (stringLength text - 1) 1 text;
    in
    if last == "\\" || last == " " || last == "\t" then "${doubled}%i" else doubled;

  # One word of a setting that is a list: `RequiresMountsFor=`. C escapes are undone inside quotes; as
  # it is, a line break would end the setting.
  word =
    text: ''"${replaceStrings [ "\\" "\"" "%" "\n" "\r" ] [ "\\\\" "\\\"" "%%" "\\n" "\\r" ] text}"'';

  # One argument of a command line: `ExecStart=`.
  argument = text: replaceStrings [ "$" ] [ "$$" ] (word text);

  # A field of a tmpfiles line: C escapes are undone inside quotes, then specifiers are expanded.
  tmpfilesField =
    text:
    ''"${
      replaceStrings [ "\\" "\"" "%" "\n" "\r" "\t" ] [ "\\\\" "\\\"" "%%" "\\n" "\\r" "\\t" ] text
    }"'';

  # The argument, the rest of the line: quotes stand for themselves, blanks at both ends are cut
  # off, and a lone `-` means none.
  tmpfilesArgument =
    text:
    if text == "-" then
      "\\x2d"
    else
      replaceStrings [ "\\" "%" " " "\n" "\r" "\t" ] [ "\\\\" "%%" "\\x20" "\\n" "\\r" "\\t" ] text;

  # A path for a line type that takes a pattern, as `z` does: nothing in it is one.
  globLiteral = replaceStrings [ "\\" "*" "?" "[" ] [ "\\\\" "\\*" "\\?" "\\[" ];

  # A line of tmpfiles.d. `argument` is a finished one, from `tmpfilesArgument`. A set: each argument
  # of its own would be a call, and there are many lines.
  tmpfilesLine =
    {
      type,
      path,
      mode ? "-",
      user ? "-",
      group ? "-",
      argument ? "-",
    }:
    "${type} ${tmpfilesField path} ${mode} ${user} ${group} - ${argument}";

  # systemd limits the argument of a line to the length of a path.
  fitsArgument = text: stringLength text <= 2000;

  # The lines that make a file with its first content; `line` makes one of a type and an argument.
  # Sources are looked for below `root`.
  fileLines =
    root: seed: line:
    let
      create = argument: [ (line "f" argument) ];
      # A missing source drops the line, and a file must exist: systemd makes a missing source of a
      # bind mount a directory.
      copy = source: [ (line "C" (tmpfilesArgument (root + source))) ] ++ create "-";
    in
    if seed == null then
      create "-"
    else if seed ? source then
      copy "${seed.source}"
    else if !fitsArgument seed.text then
      copy (toFile "stateless-seed" seed.text)
    else
      create (if seed.text == "" then "-" else tmpfilesArgument seed.text);

  # A oneshot that applies one tmpfiles file and nothing else. Its exit code counts: NixOS' own
  # tmpfiles units swallow a line that was skipped, and a skipped line here is a mount without the
  # owner or mode it was declared with.
  tmpfilesService =
    {
      description,
      # File name of the configuration, absolute.
      file,
      # Its text: a change restarts the service at a switch.
      text,
      # The systemd package whose tool runs.
      package,
      # Absolute paths that must be mounted before.
      mounts ? [ ],
      # Lines of the [Unit] section.
      unit,
    }:
    ''
      [Unit]
      Description=${value description}
      DefaultDependencies=no
      ${concatMapStrings (path: "RequiresMountsFor=${word path}\n") mounts}${unit}
      X-Restart-Triggers=${builtins.hashString "sha256" text}

      [Service]
      Type=oneshot
      RemainAfterExit=yes
      Environment=SYSTEMD_LOG_LEVEL=warning
      ExecStart=${package}/bin/systemd-tmpfiles --create ${file}
    '';
}

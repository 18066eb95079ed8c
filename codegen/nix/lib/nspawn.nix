# Flags and settings of systemd-nspawn(1), for the options of `containers` that take finished ones.
{ lib, systemd }:
let
  inherit (builtins)
    dirOf
    isInt
    match
    replaceStrings
    ;
  inherit (lib)
    concatMapStrings
    concatStringsSep
    nameValuePair
    optional
    optionalString
    ;

  isLink = entry: entry.kind == "file" && entry.how == "symlink";

  # nspawn takes a backslash before a colon; and binds reach it through a quoted value of an
  # environment file. Blanks cannot be expressed there at all, which a check reports.
  bindPath = replaceStrings [ "\\" ":" "\"" "$" "`" ] [ "\\\\\\\\" "\\\\:" "\\\"" "\\$" "\\`" ];

  # NixOS writes this one into a shell script, unquoted.
  tmpfsPath =
    path:
    let
      escaped = replaceStrings [ "\\" ":" ] [ "\\\\" "\\:" ] path;
    in
    if match "[a-zA-Z0-9+,._/@-]*" path != null then path else lib.escapeShellArg escaped;

  tmpfsOptions =
    mount:
    concatStringsSep "," (
      [
        "mode=${mount.mode}"
        "size=${toString mount.size}"
      ]
      ++ optional (mount.inodes != null) "nr_inodes=${toString mount.inodes}"
    );

  rootOptions =
    root:
    tmpfsOptions {
      mode = "0755";
      inherit (root) size inodes;
    };

  # In a user namespace the owner of a plain bind is nobody.
  hasUserNamespace = users: users == "pick" || isInt users && users > 0;

  mountPoint =
    users: idmap: path:
    bindPath path
    + (
      if idmap == "auto" then
        optionalString (hasUserNamespace users) ":idmap"
      else
        optionalString (idmap != "none") ":${idmap}"
    );

  # A bound file cannot be replaced by rename, which is how most programs write. So the directory
  # that the file is in is bound aside, and the guest gets a link to it.
  linkRoot = "/run/stateless";

  bindMount =
    users: entry:
    let
      aside = isLink entry;
      target = if aside then linkRoot + dirOf entry.path else entry.path;
      source = if aside then dirOf entry.source else entry.source;
    in
    nameValuePair target {
      hostPath = bindPath source;
      mountPoint = mountPoint users entry.idmap target;
      isReadOnly = entry.readOnly;
    };

  # nspawn undoes C escapes in a credential, after the environment file undid its own; nothing that
  # is left may be split or expanded by the shell between them.
  credentialText =
    replaceStrings
      [
        "\\"
        "\n"
        " "
        "\""
        "'"
        "$"
        "`"
        "*"
        "?"
        "["
      ]
      (
        map (escape: "\\\\${escape}") [
          "x5c"
          "n"
          "x20"
          "x22"
          "x27"
          "x24"
          "x60"
          "x2a"
          "x3f"
          "x5b"
        ]
      );

  # Read by systemd-tmpfiles-setup.service of the guest. `L` leaves alone what is there.
  linkCredential =
    links:
    "--set-credential=tmpfiles.extra:"
    + credentialText (
      concatMapStrings (
        entry:
        systemd.tmpfilesLine "L" entry.path "-" "-" "-" (systemd.tmpfilesArgument (linkRoot + entry.path))
        + "\n"
      ) links
    );
in
{
  inherit
    isLink
    tmpfsPath
    tmpfsOptions
    rootOptions
    bindMount
    linkCredential
    ;
}

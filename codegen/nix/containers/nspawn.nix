# Flags and settings of systemd-nspawn(1), for the options of `containers` that take finished ones.
{ lib, systemd, ... }:
let
  inherit (builtins)
    dirOf
    hashString
    isInt
    match
    replaceStrings
    substring
    ;
  inherit (lib)
    attrNames
    concatMapStrings
    concatStringsSep
    filter
    filterAttrs
    hasPrefix
    mapAttrs'
    nameValuePair
    optional
    optionalString
    removePrefix
    ;

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

  # Without a user namespace owners are the same on both sides, and nspawn does not start with
  # `idmap` (systemd 252: "Failed to write UID map").
  mountPoint =
    users: idmap: path:
    bindPath path
    + (
      if idmap == "auto" || idmap == "idmap" then
        optionalString (hasUserNamespace users) ":idmap"
      else
        optionalString (idmap != "none") ":${idmap}"
    );

  # A bound file cannot be replaced by rename, which is how most programs write. So the directory
  # that the file is in is bound aside, and the guest gets a link to it.
  linkRoot = "/run/stateless";

  boundSource = entry: if entry.isLink then dirOf entry.source else entry.source;

  bindMount =
    users: entry:
    let
      aside = entry.isLink;
      target = if aside then linkRoot + dirOf entry.target else entry.target;
    in
    nameValuePair target {
      hostPath = bindPath (boundSource entry);
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
        systemd.tmpfilesLine {
          type = "L";
          path = entry.target;
          argument = systemd.tmpfilesArgument (linkRoot + entry.target);
        }
        + "\n"
      ) links
    );

  # The lowest directory first, then the writable one, then the place in the guest. nspawn takes the
  # first of two for the place as well: without any below, that is what the root has there (`+`).
  # Left out, the guest would write to this path of the host.
  overlay =
    path:
    { lower, upper }:
    let
      lowest = if lower == [ ] then [ "+${bindPath path}" ] else map bindPath lower;
      above = map bindPath [
        upper
        path
      ];
    in
    "--overlay=${concatStringsSep ":" (lowest ++ above)}";

  # The same at each start, another one for each container of each host, and in the form that
  # machine-id(5) asks new ones to have: a random UUID of version 4.
  derivedId =
    host: name:
    let
      hash = hashString "sha256" "stateless container ${name} of ${host}";
    in
    substring 0 12 hash + "4" + substring 13 3 hash + "a" + substring 17 15 hash;

  # Null: systemd-nspawn makes one up.
  machineId =
    host: name: id:
    if id == "derived" then
      derivedId host name
    else if id == "random" then
      null
    else
      id;

  # A journal that the host keeps is a directory of the host, as `--link-journal=host` would make
  # it, which ephemeral containers cannot have.
  journalDirectory = id: "/var/log/journal/${id}";

  # On the console of the guest, which is the output of its unit on the host.
  forwardedJournal = {
    hostPath = "/etc/${forwardFile}";
    mountPoint = "/run/systemd/journald.conf.d/50-stateless.conf";
    isReadOnly = true;
  };
  forwardFile = "stateless/journald-forward.conf";
  forwardText = ''
    [Journal]
    ForwardToConsole=yes
  '';

  # nspawn makes what is above a mount point, and in a user namespace that belongs to nobody: the
  # guest could not write to its own /run/systemd. A file system of its own belongs to its root.
  forwardTmpfs = users: optional (hasUserNamespace users) "/run/systemd:mode=0755,size=10%";

  # Flags for what the settings file cannot say, or says in vain: NixOS passes flags of its own for
  # capabilities, mounts, network and journal, and then that part of the file is ignored.
  flags =
    {
      stateless,
      links,
      users,
    }:
    let
      inherit (stateless) root sandbox network;
    in
    optional (root.mode == "overlay") "--volatile=overlay"
    # nspawn does this by itself for "pick" only. With a fixed base the root would belong to nobody,
    # and the guest could write nowhere in it. A tmpfs belongs to the guest, and nspawn refuses both.
    ++ optional (root.mode != "tmpfs" && isInt users && users > 0) "--private-users-ownership=auto"
    # NixOS would link the journal of the guest, where the root is not ephemeral.
    ++ optional (root.mode != "ephemeral") "--link-journal=no"
    ++ lib.mapAttrsToList overlay stateless.overlays
    # The unit has loaded them; nspawn takes over those that have no path.
    ++ map (id: "--load-credential=${id}:${id}") (attrNames stateless.credentials)
    ++ optional (
      sandbox.dropCapabilities != [ ]
    ) "--drop-capability=${concatStringsSep "," sandbox.dropCapabilities}"
    ++ optional (network.zone != null) "--network-zone=${network.zone}"
    ++ optional (links != [ ]) (linkCredential links);

  # The settings file (systemd.nspawn(5)), where values may have blanks.
  execConfig =
    users: id:
    { sandbox, network, ... }:
    let
      isForbidden = hasPrefix "~";
      forbidden = map (removePrefix "~") (filter isForbidden sandbox.systemCallFilter);
      allowed = filter (call: !isForbidden call) sandbox.systemCallFilter;
    in
    filterAttrs (_: value: value != null && value != [ ]) {
      MachineID = id;
      NoNewPrivileges = if sandbox.noNewPrivileges then true else null;
      OOMScoreAdjust = if hasUserNamespace users then null else sandbox.oomScoreAdjust;
      CPUAffinity = if sandbox.cpuAffinity == [ ] then null else concatStringsSep " " sandbox.cpuAffinity;
      ResolvConf = network.resolvConf;
      # Two lines: `~` is for the whole of one.
      SystemCallFilter =
        optional (allowed != [ ]) (concatStringsSep " " allowed)
        ++ optional (forbidden != [ ]) "~${concatStringsSep " " forbidden}";
    }
    // mapAttrs' (name: limit: nameValuePair "Limit${name}" limit) sandbox.rlimits;

  # Settings of the unit of the container: limits for all its processes, and what systemd reads for it.
  serviceConfig =
    users:
    {
      resources,
      credentials,
      sandbox,
      ...
    }:
    let
      load =
        isEncrypted:
        map (id: "${id}:${replaceStrings [ "%" ] [ "%%" ] credentials.${id}.path}") (
          filter (id: credentials.${id}.encrypted == isEncrypted) (attrNames credentials)
        );
    in
    filterAttrs (_: value: value != null && value != [ ]) {
      MemoryMax = resources.memoryMax;
      MemoryHigh = resources.memoryHigh;
      CPUQuota = resources.cpuQuota;
      CPUWeight = resources.cpuWeight;
      TasksMax = resources.tasksMax;
      IOWeight = resources.ioWeight;
      # In a user namespace nspawn may not set it any more, and does not start (systemd 252: "Failed
      # to adjust OOM score"). Its processes have what it has.
      OOMScoreAdjust = if hasUserNamespace users then sandbox.oomScoreAdjust else null;
      LoadCredential = load false;
      LoadCredentialEncrypted = load true;
    };
in
{
  inherit
    boundSource
    tmpfsPath
    tmpfsOptions
    rootOptions
    bindMount
    machineId
    journalDirectory
    forwardedJournal
    forwardFile
    forwardText
    forwardTmpfs
    flags
    execConfig
    serviceConfig
    ;
}

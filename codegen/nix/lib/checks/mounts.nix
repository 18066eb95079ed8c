# What `fileSystems` says about a path: which file system it is on, whether that survives a reboot,
# and when it is mounted.
{ lib }:
let
  inherit (builtins) dirOf isList isString;
  inherit (lib)
    any
    concatMap
    concatMapStrings
    elem
    filter
    hasPrefix
    last
    mapAttrs'
    nameValuePair
    removePrefix
    splitString
    ;

  # nixos/lib/utils.nix, `pathsNeededForBoot`.
  neededForBoot = [
    "/"
    "/etc"
    "/nix"
    "/nix/store"
    "/usr"
    "/var"
    "/var/lib"
    "/var/lib/nixos"
    "/var/log"
  ];
  inMemory = [
    "ramfs"
    "tmpfs"
  ];
  # What systemd takes for file systems of the network, with `fuse.` before them or not (`fstype_is_network`
  # in src/basic/mountpoint-util.c).
  overNetwork = [
    "afs"
    "ceph"
    "cifs"
    "coda"
    "davfs"
    "gfs"
    "gfs2"
    "glusterfs"
    "lustre"
    "ncp"
    "ncpfs"
    "nfs"
    "nfs4"
    "ocfs2"
    "orangefs"
    "pvfs2"
    "smb3"
    "smbfs"
    "sshfs"
  ];
  onDemand = [
    "noauto"
    "x-systemd.automount"
  ];

  # A bind mount of a bind mount of …: a circle is another one's assertion.
  deepest = 8;
in
config: rec {
  inherit inMemory;

  # By mount point, which may differ from the name of the attribute.
  fileSystems = mapAttrs' (
    name: fileSystem:
    nameValuePair (fileSystem.mountPoint or name) {
      type = if isString (fileSystem.fsType or null) then fileSystem.fsType else "";
      # One string may hold several, as in fstab.
      options = concatMap (splitString ",") (
        if isList (fileSystem.options or null) then fileSystem.options else [ ]
      );
      device = if isString (fileSystem.device or null) then fileSystem.device else "";
      neededForBoot = fileSystem.neededForBoot or false == true;
      upperdir = fileSystem.overlay.upperdir or null;
    }
  ) (config.fileSystems or { });

  isAt = path: fileSystems ? ${path};

  # The mount point of the file system that a path is on.
  mountOf = path: if path == "/" || fileSystems ? ${path} then path else mountOf (dirOf path);

  # Whether a path is still there after a reboot.
  survives = path: volatileOf path == null;

  # The file system that loses a path at the next boot, as a message names it, or null. Of a root that
  # nobody declares nothing is known.
  volatileOf = volatileAt deepest;
  volatileAt =
    depth: path:
    let
      mount = mountOf path;
      fileSystem = fileSystems.${mount};
      bound = elem "bind" fileSystem.options || elem "rbind" fileSystem.options;
      below = removePrefix mount path;
    in
    if depth == 0 || !(isAt mount) then
      null
    else if elem fileSystem.type inMemory then
      "a tmpfs"
    else if mount == "/" && isEmptied || elem mount volatileMounts then
      "a file system that is emptied at each boot"
    else if bound && hasPrefix "/" fileSystem.device then
      volatileAt (depth - 1) (fileSystem.device + below)
    else if fileSystem.upperdir != null then
      volatileAt (depth - 1) fileSystem.upperdir
    else if isEmptied && isAt "/" && isInRoot fileSystem below then
      "the file system of the root, which is emptied at each boot"
    else
      null;

  # Whether the root is emptied on its disk.
  isEmptied =
    config.stateless.root.enable or false && config.stateless.root.kind or "tmpfs" != "tmpfs";
  volatileMounts = config.stateless.root.volatileMounts or [ ];

  # Whether a path of a file system is in the subvolume, dataset or file system of the root. Which
  # subvolume a mount without `subvol=` shows, only the disk tells.
  isInRoot =
    fileSystem: below:
    let
      root = fileSystems."/";
      top = treeOf root;
      tree = treeOf fileSystem;
    in
    fileSystem.device != ""
    && fileSystem.device == root.device
    && (
      if top == null || tree == null then
        idOf root != null && idOf root == idOf fileSystem
      else if top == "" then
        tree == "" && idOf root == idOf fileSystem
      else
        hasPrefix "${top}/" "${tree}${below}/"
    );

  # The part of its file system that a mount shows, as an absolute path without a slash at the end: "" for
  # all of it, null where it is given by a number.
  treeOf =
    fileSystem:
    let
      subvolume = optionOf "subvol" fileSystem;
      tree = if subvolume != null then subvolume else optionOf "X-mount.subdir" fileSystem;
      parts = filter (part: part != "") (splitString "/" (toString tree));
    in
    if tree != null then
      concatMapStrings (part: "/${part}") parts
    else if
      elem (idOf fileSystem) [
        null
        "5"
        "0"
      ]
    then
      ""
    else
      null;
  idOf = optionOf "subvolid";

  # As `utils.fsNeededForBoot` of NixOS decides it.
  isNeededForBoot =
    mount: elem mount neededForBoot || isAt mount && fileSystems.${mount}.neededForBoot;

  # The file system that the initrd would have to mount for a path and does not, or null: its own, what is
  # bound there, or one around it, which stage 2 would mount over it.
  lateMountOf = lateMountAt deepest;
  lateMountAt =
    depth: path:
    let
      mount = mountOf path;
      fileSystem = fileSystems.${mount};
      isBound = elem "bind" fileSystem.options || elem "rbind" fileSystem.options;
      boundFrom =
        if isBound && hasPrefix "/" fileSystem.device then
          lateMountAt (depth - 1) fileSystem.device
        else
          null;
    in
    if depth == 0 || mount == "/" then
      null
    else if !isNeededForBoot mount then
      mount
    else if boundFrom != null then
      boundFrom
    else
      lateMountAt (depth - 1) (dirOf mount);

  # Whether it is mounted at no fixed place in the order of the boot.
  isDemanded =
    mount:
    isAt mount
    && (
      isOverNetwork fileSystems.${mount}
      || any (option: elem option onDemand) fileSystems.${mount}.options
    );

  isOverNetwork =
    fileSystem:
    elem (removePrefix "fuse." fileSystem.type) overNetwork || elem "_netdev" fileSystem.options;

  # Whether a path is there only once the network is: by its own file system, by one around that, or by
  # what is bound there.
  isRemote = isRemoteAt deepest;
  isRemoteAt =
    depth: path:
    let
      mount = mountOf path;
      fileSystem = fileSystems.${mount};
      isBound = elem "bind" fileSystem.options || elem "rbind" fileSystem.options;
    in
    depth != 0
    && isAt mount
    && (
      isOverNetwork fileSystem
      || isBound && hasPrefix "/" fileSystem.device && isRemoteAt (depth - 1) fileSystem.device
      || mount != "/" && isRemoteAt (depth - 1) (dirOf mount)
    );

  # The value of a mount option that is written as `KEY=VALUE`, or null. The kernel takes the last.
  optionOf =
    key: fileSystem:
    let
      given = filter (hasPrefix "${key}=") fileSystem.options;
    in
    if given == [ ] then null else removePrefix "${key}=" (last given);

  # The percentage of RAM that a tmpfs may take; null where it is in bytes.
  percentOf =
    fileSystem:
    let
      size = optionOf "size" fileSystem;
    in
    if size != null then
      percent size
    # The kernel's default.
    else if optionOf "nr_blocks" fileSystem == null then
      50
    else
      null;

  percent =
    text:
    let
      digits = builtins.match "([0-9]+)%" (toString text);
    in
    if digits == null then null else lib.toIntBase10 (builtins.head digits);
}

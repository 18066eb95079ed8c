#!/bin/sh
# A root shell on the virtual console, for the driver. What commands write to stderr goes to the
# serial console.
export HOME=/root USER=root PATH=/usr/bin:/usr/sbin LC_ALL=C.UTF-8
cd /tmp
exec < /dev/hvc0 > /dev/hvc0 2> /dev/ttyS0
stty -F /dev/hvc0 raw -echo
echo
echo 'connecting to host...' >&2
echo 'Spawning backdoor root shell...'
# A file, not a terminal: an interactive bash would edit lines and touch the settings of the console.
PS1='' exec bash --norc /dev/hvc0

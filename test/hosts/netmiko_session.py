"""An operator's script for IOS consoles, unchanged: netmiko's cisco_ios driver over SSH. Prints what it found as JSON."""

import json
import sys

from netmiko import ConnectHandler

host, username, key_file, secret, dataset = sys.argv[1:6]
found = {}
connection = ConnectHandler(
    device_type="cisco_ios", host=host, username=username, use_keys=True, key_file=key_file, secret=secret
)
found["base_prompt"] = connection.base_prompt
found["user_prompt"] = connection.find_prompt()
connection.enable()
found["enabled"] = connection.check_enable_mode()
found["privilege"] = connection.send_command("show privilege")
found["version"] = connection.send_command("show version")
found["failover"] = connection.send_command("show failover")
found["set"] = connection.send_config_set(
    ["failover heartbeat failures 7", "dataset certs", "kind files", "path " + dataset, "exit", "hostname core1"]
)
found["in_config"] = connection.check_config_mode()
found["saved"] = connection.save_config()
found["running"] = connection.send_command("show running-config")
found["startup"] = connection.send_command("show startup-config")
found["bad"] = connection.send_command("show foo")
connection.exit_enable_mode()
found["disabled"] = not connection.check_enable_mode()
connection.disconnect()
print(json.dumps(found))

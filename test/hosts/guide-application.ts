import { cpSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Host } from '../lab/host.ts';

const built = fileURLToPath(new URL('../../build/examples', import.meta.url));

/** A unit of its own, as a reader's application has it, that is not enabled. */
const unit = `[Unit]
Description=The device registry
[Service]
ExecStart=/usr/lib/understudy/runtime/node /opt/registry/device-registry/server.js --data /srv/app --port 18080
[Install]
WantedBy=multi-user.target
`;

/** The application that the guide protects. */
export const placeApplication = async (host: Host): Promise<void> => {
  mkdirSync(host.path('/opt'), { recursive: true });
  cpSync(built, host.path('/opt/registry'), { recursive: true });
  host.write('/opt/registry/package.json', '{"type":"module"}\n');
  host.write('/etc/systemd/system/registry.service', unit);
  await host.must(['install', '-d', '/srv/app/files']);
  await host.must(['systemctl', 'daemon-reload']);
};

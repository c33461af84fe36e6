/** One device as Debian's `usb.ids` lists it: ids as four hexadecimal digits, names as printed. */
export interface UsbDevice {
  readonly vendor: string;
  readonly product: string;
  readonly name: string;
}

const vendorLine = /^([0-9a-f]{4}) {2}(\S.*)$/i;
const deviceLine = /^\t([0-9a-f]{4}) {2}(\S.*)$/i;
const commentOrEmpty = /^(#.*|\s*)$/;

/**
 * Reads the vendors and devices of a `usb.ids` file; its other lists (classes, languages, usages), which follow below
 * the vendors, are left out.
 */
export const parseUsbIds = (text: string): UsbDevice[] => {
  const devices: UsbDevice[] = [];
  let vendor: { id: string; name: string } | undefined;
  for (const line of text.split('\n')) {
    if (commentOrEmpty.test(line)) continue;
    const ofVendor = vendorLine.exec(line);
    const ofDevice = deviceLine.exec(line);
    if (ofVendor !== null) vendor = { id: ofVendor[1] ?? '', name: ofVendor[2] ?? '' };
    else if (ofDevice !== null && vendor !== undefined) {
      devices.push({ vendor: vendor.id, product: ofDevice[1] ?? '', name: `${vendor.name} ${ofDevice[2] ?? ''}` });
    } else if (!line.startsWith('\t')) vendor = undefined;
  }
  return devices;
};

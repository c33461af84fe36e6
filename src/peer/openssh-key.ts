/** An ed25519 key pair as OpenSSH writes it. */
export interface OpensshKey {
  /** The text of a private key file. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
}

const kind = 'ssh-ed25519';
const blockBytes = 8;

const field = (bytes: string | Buffer): Buffer => {
  const content = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
};

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** 1, 2, 3 … up to a whole block (PROTOCOL.key of OpenSSH). */
const padded = (bytes: Buffer): Buffer => {
  const missing = (blockBytes - (bytes.length % blockBytes)) % blockBytes;
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_none, i) => i + 1))]);
};

/** @param seed the private half, 32 bytes; `publicBytes` the other one */
export const opensshKeyOf = (seed: Buffer, publicBytes: Buffer): OpensshKey => {
  const publicBlob = Buffer.concat([field(kind), field(publicBytes)]);
  const check = number(0);
  const secret = Buffer.concat([check, check, publicBlob, field(Buffer.concat([seed, publicBytes])), field('')]);
  const head = Buffer.concat([Buffer.from('openssh-key-v1\0'), field('none'), field('none'), field('')]);
  const body = Buffer.concat([head, number(1), field(publicBlob), field(padded(secret))]).toString('base64');
  const lines = body.match(/.{1,70}/g) ?? [];
  const [begin, end] = ['BEGIN', 'END'].map((word) => `-----${word} OPENSSH PRIVATE KEY-----`);
  return {
    privateKey: [begin, ...lines, end, ''].join('\n'),
    publicKey: `${kind} ${publicBlob.toString('base64')}`,
  };
};

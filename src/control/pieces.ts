/** Characters of a piece: escaped in JSON it is still far below what a request may hold. */
const pieceLength = 100_000;

/** A long text in pieces that each fit into one request; no character is torn apart. */
export const piecesOf = (text: string): string[] => {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + pieceLength;
    const isTorn = /[\uD800-\uDBFF]/.test(text[end - 1] ?? '') && end < text.length;
    pieces.push(text.slice(at, isTorn ? end + 1 : end));
    at = isTorn ? end + 1 : end;
  }
  return pieces;
};

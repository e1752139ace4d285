// A QR code as a drawing: dark modules on white also in dark mode, with the quiet zone that the standard asks for.
import { encode } from "uqr";

const quietModules = 4;  // ISO/IEC 18004

export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 0 });
  const side = size + 2 * quietModules;
  let path = "";
  data.forEach((row, y) => row.forEach((dark, x) => {
    if (dark) path += `M${x + quietModules} ${y + quietModules}h1v1h-1z`;
  }));
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

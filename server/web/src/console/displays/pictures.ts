// Pictures: a slide's on its way up, and what a display shows on its way here.
import { pause } from "../../shared/request";

export const pictureBytesMax = 1_000_000;  // core/picture/picture.h
const sideMax = 1920;  // as large as a wall shows it
const uploadBoundMs = 30_000;
const askBoundMs = 6_000;

export type Uploaded = { kind: "done"; id: string } | { kind: "no_picture" | "too_large" | "unreachable" | "too_many" };

/// A camera's picture is made as small as a wall needs it; others go up as they are.
async function smaller(file: File): Promise<Blob | undefined> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  const kept = file.size <= pictureBytesMax && Math.max(picture.width, picture.height) <= sideMax;
  if (kept && (file.type === "image/png" || file.type === "image/jpeg")) return file;
  const scale = Math.min(1, sideMax / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return undefined;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  for (const quality of [0.88, 0.7, 0.5]) {
    const made = await new Promise<Blob | null>((give) => canvas.toBlob(give, "image/jpeg", quality));
    if (made && made.size <= pictureBytesMax) return made;
  }
  return undefined;
}

export async function uploadPicture(siteId: string, csrf: string, file: File): Promise<Uploaded> {
  const body = await smaller(file);
  if (!body) return { kind: "no_picture" };
  try {
    const answer = await fetch(`/api/v1/pictures?site_id=${siteId}`, {
      method: "POST", body, credentials: "same-origin", signal: AbortSignal.timeout(uploadBoundMs),
      headers: { "Content-Type": body.type, "X-CSRF-Token": csrf },
    });
    if (answer.status === 200) return { kind: "done", id: String(((await answer.json()) as { picture_id: string }).picture_id) };
    if (answer.status === 413) return { kind: "too_large" };
    if (answer.status === 409 || answer.status === 410) return { kind: "too_many" };
    return { kind: answer.status >= 500 ? "unreachable" : "no_picture" };
  } catch {
    return { kind: "unreachable" };
  }
}

export function pictureAddress(id: string): string {
  return `/api/v1/pictures/${id}`;
}

/// When the picture that the server has of a display was taken, by the server's clock; 0: there is none.
async function takenAt(deviceId: string): Promise<number> {
  try {
    const answer = await fetch(`/api/v1/display-pictures/${deviceId}`, {
      method: "HEAD", cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(askBoundMs),
    });
    return answer.status === 200 ? Number(answer.headers.get("Vuoro-Time")) || 0 : 0;
  } catch {
    return 0;
  }
}

export interface LivePicture {
  address: string;
  taken: number;  // by the server's clock
}

/// Has the display asked, then waits for a picture that is newer than the one known.
/// @return undefined when none came in time
export async function livePicture(deviceId: string, askFor: () => Promise<boolean>): Promise<LivePicture | undefined> {
  const before = await takenAt(deviceId);
  if (!(await askFor())) return undefined;
  for (let waited = 0; waited < 20_000; waited += 500) {
    const taken = await takenAt(deviceId);
    if (taken > before) return { address: `/api/v1/display-pictures/${deviceId}?taken=${taken}`, taken };
    await pause(500);
  }
  return undefined;
}

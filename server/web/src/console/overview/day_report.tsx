export function DayReport() {
  return null;
}

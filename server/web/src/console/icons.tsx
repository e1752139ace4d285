// A few line icons of our own, 24 units square.
const paths = {
  logo: "M5 6l5.2 12h3.6L19 6",
  warning: "M12 4l9 16H3zM12 10v4.5M12 17.4v.1",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5M8.5 9h7M8.5 12.5h4",
  calendar: "M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8",
  check: "M5 12.5l4.5 4.5L19 7.5",
  person: "M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.6 3.8-5.5 7.500-5.500s6.700 1.900 7.500 5.500",
  sound: "M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11",
  speech: "M4 5h16v11h-8l-5 4v-4H4zM8 9h8M8 12.2h5",
  pause: "M8 5v14M16 5v14",
  plus: "M12 5v14M5 12h14",
  window: "M4 5h16v14H4zM12 12h8M12 12v7",
  clock: "M12 3.5a8.500 8.500 0 1 0 0 17a8.500 8.500 0 0 0 0-17zM12 8v4.500l3 2",
  chart: "M4 20h16M7 16v-5M12 16V6M17 16v-8",
  up: "M6 14.500l6-6 6 6",
} as const;

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

import { render } from "preact";
import { Console } from "./app";

const root = document.getElementById("app");
if (root) render(<Console />, root);

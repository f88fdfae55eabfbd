import { Parley } from "../client";
import { mount } from "./mount";

mount(new Parley({ url: location.origin }));

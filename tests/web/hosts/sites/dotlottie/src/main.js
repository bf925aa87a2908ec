import { DotLottie } from "@lottiefiles/dotlottie-web";
import dotlottieWasm from "@lottiefiles/dotlottie-web/dotlottie-player.wasm?url";

DotLottie.setWasmUrl(dotlottieWasm); // else it comes from another company's server
window.player = new DotLottie({ canvas: document.querySelector("#dotlottie"), src: "/square.json", autoplay: true });

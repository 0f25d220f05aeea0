/* Words of dialogs that are loaded when they are first needed. */
export const captureStrings = {
  video: {
    title: "Video message",
    preview: "Your camera",
    start: "Start recording",
    stop: "Finish",
    cancel: "Cancel",
    name: "Video message",
    noCamera: "No camera can be used. Allow it in the browser's settings.",
  },
  place: {
    title: "Share your location",
    text: "Everybody in this room will see where you are now.",
    looking: "Finding out where you are…",
    at: (latitude: number, longitude: number) => `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`,
    check: "Look at the map",
    share: "Share",
    cancel: "Cancel",
    failed: "Your location cannot be found. Allow it in the browser's settings.",
  },
} as const;

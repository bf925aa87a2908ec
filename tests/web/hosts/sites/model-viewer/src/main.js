import "@google/model-viewer";

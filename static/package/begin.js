/* Runs before the page is drawn: from here on the page shows one screen at a time. */
document.documentElement.classList.add("js");

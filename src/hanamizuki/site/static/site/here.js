// わたしの町: asks the device where it is, and only when the person presses the button.
const button = document.getElementById("here");
const failed = document.getElementById("here-failed");

if ("geolocation" in navigator && window.isSecureContext) {
  button.hidden = false;
  button.addEventListener("click", () => {
    failed.hidden = true;
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const query = new URLSearchParams({
          lat: coords.latitude.toFixed(5),
          lon: coords.longitude.toFixed(5),
        });
        window.location.assign(`?${query}`);
      },
      () => {
        button.disabled = false;
        failed.hidden = false;
      },
      { timeout: 10000, maximumAge: 60000 },
    );
  });
}

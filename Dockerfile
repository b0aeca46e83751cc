# The portal as one static binary, run by nobody in particular.
#
#   docker build -t takeed .
#   docker run --env-file portal.env takeed migrate     once per release, as the schema's owner
#   docker run --env-file portal.env takeed             the portal itself
#
# The images below it are named by digest, so that what is built today is built tomorrow;
# the tag says which it is. Raise both together.
FROM golang:1.26.8-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /portal ./cmd/portal

FROM gcr.io/distroless/static-debian12:nonroot@sha256:afa5c872c891853ca7fcf1f12c3edb23f7eeef36189728842dd51042ff57f7ab
COPY --from=build /portal /portal
ENV PORTAL_ADDR=:8080
EXPOSE 8080
USER nonroot
# Nothing else is in the image that could ask. Whether requests should come here is another
# question, which a load balancer asks of /readyz.
HEALTHCHECK --interval=15s --timeout=5s --start-period=15s CMD ["/portal", "health"]
ENTRYPOINT ["/portal"]
CMD ["serve"]

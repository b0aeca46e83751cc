# The portal as one static binary, run by nobody in particular.
#
#   docker build -t takeed .
#   docker run --env-file portal.env takeed migrate     once per release, as the schema's owner
#   docker run --env-file portal.env takeed             the portal itself
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /portal ./cmd/portal

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /portal /portal
ENV PORTAL_ADDR=:8080
EXPOSE 8080
USER nonroot
ENTRYPOINT ["/portal"]
CMD ["serve"]

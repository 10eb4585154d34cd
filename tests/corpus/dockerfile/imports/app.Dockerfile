FROM node:20 AS base
FROM base AS deps
FROM --platform=linux/amd64 registry.local/team/image@sha256:abc
COPY --from=deps /a /b

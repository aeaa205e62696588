// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/imgcodecs.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

/// A network camera for tests: MJPEG over HTTP on a free loopback port, one viewer at a time. Picture n of a connection
/// is grey with brightness 10 + n % 200, so that a test can tell how old a picture is.
class MjpegServer {
public:
    enum class AtEnd { Close, Stall };

    /// \param pictures for each connection, then `atEnd`
    explicit MjpegServer(int pictures, AtEnd atEnd = AtEnd::Close)
        : m_pictures(pictures)
        , m_atEnd(atEnd)
        , m_listener(socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bind(m_listener, reinterpret_cast<sockaddr *>(&address), sizeof address);
        listen(m_listener, 4);
        socklen_t size = sizeof address;
        getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }

    ~MjpegServer()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
            m_wake.notify_all();
        }
        shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        close(m_listener);
    }

    std::string address() const { return "http://user:secret@127.0.0.1:" + std::to_string(m_port) + "/video"; }
    int connections() const { return m_connections; }
    int sent() const { return m_sent; } ///< pictures over the connection that is open

private:
    void serve()
    {
        while (true) {
            const int viewer = accept(m_listener, nullptr, nullptr);
            if (viewer < 0)
                return;
            ++m_connections;
            talk(viewer);
            close(viewer);
        }
    }

    void talk(int viewer)
    {
        char request[4096];
        if (recv(viewer, request, sizeof request, 0) <= 0)
            return;
        m_sent = 0;
        bool open =
            write(viewer, "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=picture\r\n\r\n");
        for (int i = 0; open && i < m_pictures && pause(std::chrono::milliseconds(20)); ++i) {
            const std::string jpeg = picture(i);
            open = write(viewer,
                "--picture\r\nContent-Type: image/jpeg\r\nContent-Length: " + std::to_string(jpeg.size()) + "\r\n\r\n"
                    + jpeg + "\r\n");
            ++m_sent;
        }
        if (open && m_atEnd == AtEnd::Stall)
            pause(std::chrono::hours(1));
    }

    static std::string picture(int i)
    {
        std::vector<uchar> jpeg;
        cv::imencode(".jpg", cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(10 + i % 200)), jpeg);
        return {jpeg.begin(), jpeg.end()};
    }

    static bool write(int viewer, const std::string &bytes)
    {
        return send(viewer, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }

    /// A camera's time between pictures; false when the test is over.
    bool pause(std::chrono::milliseconds time)
    {
        std::unique_lock lock(m_mutex);
        return !m_wake.wait_for(lock, time, [this] { return m_ending; });
    }

    int m_pictures;
    AtEnd m_atEnd;
    int m_listener;
    int m_port = 0;
    std::atomic<int> m_connections = 0;
    std::atomic<int> m_sent = 0;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_ending = false;
    std::thread m_thread;
};
